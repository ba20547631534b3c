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
			--stream orders:many|A stream must be NAME or NAME:SHARDS but was `orders:many`
			--stream orders:0|`shards` of stream `orders` must be at least 1 but was 0
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
		assertThat(run.out()).startsWith("Usage: java -jar kinesis-embedded-standalone.jar "
				+ "[--host HOST] [--port N] [--tls-port N] [--stream NAME[:SHARDS]]...");
		assertThat(run.exitCode()).isZero();
	}

	@Test
	@Timeout(60)
	void serverServesUntilItIsKilled() throws IOException, InterruptedException {
		Process process = new ProcessBuilder(
				command("--host localhost --port 0 --tls-port 0 --stream orders:2 --stream clicks"))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader out = process.inputReader()) {
			String ready = String.valueOf(out.readLine());
			assertThat(ready).matches("Kinesis endpoint ready at http://127\\.0\\.0\\.1:\\d+");
			assertThat(out.readLine()).matches("With TLS at https://127\\.0\\.0\\.1:\\d+");
			HttpRequest request = HttpRequest.newBuilder(URI.create(ready.substring(ready.indexOf("http"))))
				.header("Content-Type", "application/x-amz-json-1.1")
				.header("X-Amz-Target", "Kinesis_20131202.ListStreams")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build();
			assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body())
				.contains("\"StreamNames\":[\"clicks\",\"orders\"]");
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static List<String> command(String options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), EmbeddedKinesisServer.class.getName()));
		command.addAll(List.of(options.split(" ")));
		return command;
	}

}
