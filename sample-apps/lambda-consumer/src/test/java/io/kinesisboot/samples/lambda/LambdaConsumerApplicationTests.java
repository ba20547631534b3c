package io.kinesisboot.samples.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.aggregation.Aggregator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LambdaConsumerApplication}, run by AWS's own client of the runtime.
 */
@Timeout(120)
class LambdaConsumerApplicationTests {

	private static final String HOT = "{\"device\":\"oven\",\"time\":\"2026-11-23T09:00:00Z\",\"temperature\":80.5}";

	private static final String COLD = "{\"device\":\"ice\",\"time\":\"2026-11-23T09:00:00Z\",\"temperature\":-3}";

	@TempDir
	private Path directory;

	@Test
	void functionRaisesAlarmsAndReportsTheReadingThatIsNone() throws Exception {
		Path output = this.directory.resolve("output.txt");
		try (FakeLambda lambda = new FakeLambda(output)) {
			assertThat(lambda.invoke(event(aggregate(COLD, HOT, HOT), COLD.getBytes(StandardCharsets.UTF_8))))
				.as(() -> read(output))
				.isEqualTo("invocation/1/response {\"batchItemFailures\":[]}");
			assertThat(lambda.invoke(event(aggregate(COLD, HOT), "no reading".getBytes(StandardCharsets.UTF_8))))
				.isEqualTo("invocation/1/response {\"batchItemFailures\":[{\"itemIdentifier\":\"101\"}]}");
			assertThat(lambda.invoke("{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}"))
				.startsWith("invocation/1/error {")
				.contains("Not an event of a Kinesis stream");
		}
		assertThat(read(output).lines().filter((line) -> line.contains("oven measured 80.5 degrees"))).hasSize(3);
		assertThat(read(output)).contains("The application started in ").doesNotContain("ice measured");
	}

	private static byte[] aggregate(String... readings) {
		Aggregator aggregator = new Aggregator(100_000);
		for (String reading : readings) {
			assertThat(
					aggregator.add("device", null, ByteBuffer.wrap(reading.getBytes(StandardCharsets.UTF_8)), Map.of()))
				.isTrue();
		}
		return aggregator.drain();
	}

	private static String event(byte[]... data) {
		return IntStream.range(0, data.length)
			.mapToObj((index) -> """
					{"kinesis": {"partitionKey": "device", "sequenceNumber": "%d", "data": "%s",
					"approximateArrivalTimestamp": 1545084650.987}, "eventID": "shardId-000000000000:%1$d",
					"eventSourceARN": "arn:aws:kinesis:eu-west-1:000000000000:stream/telemetry"}"""
				.formatted(100 + index, Base64.getEncoder().encodeToString(data[index])))
			.collect(Collectors.joining(",", "{\"Records\":[", "]}"));
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
