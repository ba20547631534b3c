package io.kinesisboot.producer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.KinesisTestEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class ProducerCrashIntegrationTests {

	private static final int ENOUGH = 5_000;

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Test
	void killedProcessLosesNothingThatWasAcknowledged(@TempDir Path directory) throws Exception {
		String stream = endpoint.createStream("orders", 2);
		List<Integer> acknowledged = sendAndKill(directory.resolve("output"), stream);
		Set<Integer> stored = new HashSet<>();
		Map<String, Integer> newest = new HashMap<>();
		for (KinesisClientRecord record : endpoint.userRecords(stream)) {
			int number = Integer.parseInt(StandardCharsets.UTF_8.decode(record.data()).toString());
			if (stored.add(number)) {
				assertThat(newest.merge(record.partitionKey(), number, Math::max)).isEqualTo(number);
			}
		}
		assertThat(acknowledged).hasSizeGreaterThan(ENOUGH);
		assertThat(stored).containsAll(acknowledged);
	}

	private static List<Integer> sendAndKill(Path output, String stream) throws IOException, InterruptedException {
		Process process = JavaProcess.start(CrashingSender.class, output, endpoint.kinesisEndpoint().toString(),
				stream);
		try {
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.pollInterval(Duration.ofMillis(20))
				.until(() -> acknowledged(output).size() > ENOUGH);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		return acknowledged(output);
	}

	private static List<Integer> acknowledged(Path output) throws IOException {
		return JavaProcess.lines(output, CrashingSender.ACKNOWLEDGED).stream().map(Integer::valueOf).toList();
	}

}
