package io.kinesisboot.consumer.kcl;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.KinesisTestEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a process that is killed leaves to the next one, in processes of their own.
 */
class CrashRecoveryIntegrationTests {

	private static final int KEYS = 20;

	private static final int RECORDS_PER_KEY = 250;

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final String stream = endpoint.createStream("orders", 2);

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Test
	void killedProcessLosesNothingAndTheNextHandlesNothingBelowTheCheckpoint(@TempDir Path directory) throws Exception {
		Set<String> expected = put();
		List<Handled> first = handleAndKill(directory.resolve("first"),
				(handled) -> handled.size() > expected.size() / 2);
		Map<String, BigInteger> checkpoints = checkpoints();
		assertThat(checkpoints).isNotEmpty();
		Set<String> handledByFirst = texts(first);
		assertThat(handledByFirst).hasSizeLessThan(expected.size());
		List<Handled> second = handleAndKill(directory.resolve("second"), (handled) -> {
			Set<String> all = texts(handled);
			all.addAll(handledByFirst);
			return all.equals(expected);
		});
		assertThat(second).allSatisfy((record) -> assertThat(record.sequenceNumber())
			.isGreaterThan(checkpoints.getOrDefault(record.shardId(), BigInteger.ZERO)));
	}

	private Set<String> put() {
		Set<String> texts = new HashSet<>();
		for (int key = 0; key < KEYS; key++) {
			String partitionKey = "key-" + key;
			List<String> ofKey = IntStream.range(0, RECORDS_PER_KEY)
				.mapToObj((number) -> partitionKey + "/" + number)
				.toList();
			endpoint.put(this.stream, partitionKey, ofKey);
			texts.addAll(ofKey);
		}
		return texts;
	}

	private List<Handled> handleAndKill(Path output, Predicate<List<Handled>> enough)
			throws IOException, InterruptedException {
		Process process = JavaProcess.start(CrashingWorker.class, output, endpoint.kinesisEndpoint().toString(),
				endpoint.dynamoDbEndpoint().toString(), this.stream);
		try {
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.pollInterval(Duration.ofMillis(20))
				.until(() -> enough.test(read(output)));
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		return read(output);
	}

	private static List<Handled> read(Path output) throws IOException {
		return JavaProcess.lines(output, CrashingWorker.HANDLED).stream().map(Handled::parse).toList();
	}

	private static Set<String> texts(List<Handled> handled) {
		return handled.stream().map(Handled::text).collect(Collectors.toCollection(HashSet::new));
	}

	private Map<String, BigInteger> checkpoints() {
		Map<String, BigInteger> checkpoints = new HashMap<>();
		for (Map<String, AttributeValue> row : endpoint.dynamoDb()
			.scan((request) -> request.tableName("app-" + this.stream))
			.join()
			.items()) {
			AttributeValue checkpoint = row.get("checkpoint");
			if (checkpoint != null && checkpoint.s().matches("\\d+")) {
				checkpoints.put(Objects.requireNonNull(row.get("leaseKey")).s(), new BigInteger(checkpoint.s()));
			}
		}
		return checkpoints;
	}

	private record Handled(String shardId, BigInteger sequenceNumber, String text) {

		static Handled parse(String line) {
			String[] fields = line.split(" ");
			return new Handled(fields[0], new BigInteger(fields[1]), fields[2]);
		}

	}

}
