package io.kinesisboot.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedKinesisServer} in a process of its own.
 */
class EmbeddedKinesisServerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--port|`--port` needs a value
			--port 70000|`port` must be between 0 and 65535 but was 70000
			--tls-port 70000|`tlsPort` must be between 0 and 65535 but was 70000
			--port x|`--port` needs a number but was `x`
			--account-id 12|`accountId` must be 12 digits but was `12`
			--transition-millis -1|`transitionTime` must not be negative but was PT-0.001S
			--max-memory-mib 1|`maxMemory` must be at least 16777216 bytes (a record may take 10 MiB) but was 1048576
			--stream orders:many|A stream must be NAME or NAME:SHARDS but was `orders:many`
			--stream orders:0|`shards` of stream `orders` must be at least 1 but was 0
			--firehose-directory nowhere|`firehoseDirectory` must be a directory that exists but was nowhere
			--tls|Unknown option `--tls`; --help lists them
			""")
	void badOptionEndsInOneMessageAndExitCode2(String options, String message, @TempDir Path directory) {
		ProcessRun run = ProcessRun.of(directory, Map.of(), command(options));
		assertThat(run.err()).isEqualToIgnoringNewLines(message.replace('`', '\'') + "\n");
		assertThat(run.out()).isEmpty();
		assertThat(run.exitCode()).isEqualTo(2);
	}

	@Test
	void helpIsPrinted(@TempDir Path directory) {
		ProcessRun run = ProcessRun.of(directory, Map.of(), command("--help"));
		assertThat(run.out()).startsWith("Usage: java -jar kinesis-embedded-standalone.jar [OPTION]...");
		assertThat(run.exitCode()).isZero();
	}

	@Test
	@Timeout(60)
	void serverServesUntilItIsKilled() throws IOException, InterruptedException {
		Process process = start("--host localhost --port 0 --tls-port 0 --stream orders:2 --stream clicks");
		try (BufferedReader out = process.inputReader()) {
			URI endpoint = endpoint(out);
			assertThat(endpoint).asString().matches("http://127\\.0\\.0\\.1:\\d+");
			assertThat(out.readLine()).matches("With TLS at https://127\\.0\\.0\\.1:\\d+");
			assertThat(call(endpoint, "ListStreams", "{}")).contains("\"StreamNames\":[\"clicks\",\"orders\"]");
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	@Timeout(60)
	void optionsSayHowTheEndpointIs() throws IOException, InterruptedException {
		Process process = start("--port 0 --region eu-west-1 --account-id 123456789012 --stream orders "
				+ "--transition-millis 60000 --max-memory-mib 32 --enforce-limits --fault-seed 7");
		try (BufferedReader out = process.inputReader()) {
			URI endpoint = endpoint(out);
			String orders = "{\"StreamName\":\"orders\"}";
			assertThat(call(endpoint, "DescribeStreamSummary", orders))
				.contains("arn:aws:kinesis:eu-west-1:123456789012:stream/orders");
			call(endpoint, "DeleteStream", orders);
			assertThat(call(endpoint, "DescribeStreamSummary", orders)).contains("DELETING");
			send(HttpRequest.newBuilder(endpoint.resolve("/_kinesis/clock"))
				.POST(HttpRequest.BodyPublishers.ofString("{\"advanceMillis\":60000}")));
			assertThat(call(endpoint, "DescribeStreamSummary", orders)).contains("ResourceNotFoundException");
			assertThat(send(HttpRequest.newBuilder(endpoint.resolve("/_kinesis/faults")))).contains("\"seed\":7");
			assertThat(Stream.generate(() -> call(endpoint, "ListStreams", "{}")).limit(100))
				.anyMatch((answer) -> answer.contains("LimitExceededException"));
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Process start(String options) throws IOException {
		return new ProcessBuilder(command(options)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private static URI endpoint(BufferedReader out) throws IOException {
		String ready = String.valueOf(out.readLine());
		assertThat(ready).startsWith("Kinesis endpoint ready at http");
		return URI.create(ready.substring(ready.indexOf("http")));
	}

	private static String call(URI endpoint, String action, String body) {
		return send(HttpRequest.newBuilder(endpoint)
			.header("Content-Type", "application/x-amz-json-1.1")
			.header("X-Amz-Target", "Kinesis_20131202." + action)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private static String send(HttpRequest.Builder request) {
		return HttpClient.newHttpClient()
			.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
			.join()
			.body();
	}

	private static List<String> command(String options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), EmbeddedKinesisServer.class.getName()));
		command.addAll(List.of(options.split(" ")));
		return command;
	}

}
