package io.kinesisboot.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * An endpoint that is given more than its heap can hold, in a process of its own.
 */
class MemoryLimitIntegrationTests {

	private static final String STREAM = "orders";

	private static final int BATCHES = 256;

	private static final int BATCH_RECORDS = 10;

	private static final byte[] PAYLOAD = new byte[100 * 1024];

	@Test
	@Timeout(180)
	void endpointOfSmallHeapTakesSeveralTimesItsHeapAndGoesOnReadingTheNewest(@TempDir Path directory)
			throws IOException, InterruptedException {
		Path err = directory.resolve("err.txt");
		Path out = directory.resolve("out.txt");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), EmbeddedKinesisServer.class.getName(),
				"--port", "0", "--stream", STREAM + ":1")
			.redirectError(err.toFile())
			.start();
		try (BufferedReader lines = process.inputReader()) {
			URI address = URI.create(String.valueOf(lines.readLine()).replace("Kinesis endpoint ready at ", ""));
			CompletableFuture<?> rest = CompletableFuture.runAsync(() -> copy(lines, out));
			try (KinesisAsyncClient client = client(address)) {
				String iterator = iterator(client);
				IntStream.range(0, BATCHES / 4).forEach((round) -> putFourBatches(client, round));
				String last = put(client, "last");
				List<Record> records = readToTheEnd(client, iterator);
				assertThat(records).hasSizeBetween(50, BATCHES * BATCH_RECORDS / 4);
				assertThat(records.get(records.size() - 1).sequenceNumber()).isEqualTo(last);
				assertThat(records).extracting(Record::sequenceNumber).isSorted();
			}
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			rest.join();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(Files.readString(err)).doesNotContain("OutOfMemoryError");
		assertThat(Files.readString(out)).doesNotContain("OutOfMemoryError")
			.containsOnlyOnce("WARN")
			.contains("more than 'maxMemory' of 16777216 bytes");
	}

	private static KinesisAsyncClient client(URI address) {
		return KinesisAsyncClient.builder()
			.endpointOverride(address)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
			.httpClient(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build())
			.build();
	}

	private static void copy(BufferedReader lines, Path target) {
		try {
			Files.write(target, (Iterable<String>) lines.lines()::iterator);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void putFourBatches(KinesisAsyncClient client, int round) {
		List<PutRecordsRequestEntry> batch = Collections.nCopies(BATCH_RECORDS,
				PutRecordsRequestEntry.builder()
					.partitionKey("round-" + round)
					.data(SdkBytes.fromByteArrayUnsafe(PAYLOAD))
					.build());
		CompletableFuture<?>[] calls = IntStream.range(0, 4)
			.mapToObj((call) -> client.putRecords((request) -> request.streamName(STREAM).records(batch)))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(calls).join();
	}

	private static String put(KinesisAsyncClient client, String partitionKey) {
		return client
			.putRecord((request) -> request.streamName(STREAM)
				.partitionKey(partitionKey)
				.data(SdkBytes.fromByteArrayUnsafe(PAYLOAD)))
			.join()
			.sequenceNumber();
	}

	private static String iterator(KinesisAsyncClient client) {
		return client
			.getShardIterator((request) -> request.streamName(STREAM)
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
	}

	private static List<Record> readToTheEnd(KinesisAsyncClient client, String iterator) {
		List<Record> records = new ArrayList<>();
		String next = iterator;
		long behind = Long.MAX_VALUE;
		while (behind > 0) {
			String position = next;
			var answer = client.getRecords((request) -> request.shardIterator(position)).join();
			records.addAll(answer.records());
			next = answer.nextShardIterator();
			behind = answer.millisBehindLatest();
		}
		return records;
	}

	@Test
	void droppedRecordsAreCounted() {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder()
			.stream(STREAM, 1)
			.maxMemory(16 * 1024 * 1024)
			.build()
			.start(); KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP1_1)) {
			assertThat(endpoint.evictedRecords()).isZero();
			IntStream.range(0, 5).forEach((round) -> putFourBatches(client, round));
			assertThat(endpoint.evictedRecords()).isBetween(30L, 60L);
		}
	}

	@Test
	void memoryThatTheHeapCannotHoldIsRefused() {
		long heap = Runtime.getRuntime().maxMemory();
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedKinesis.builder().maxMemory(heap))
			.withMessage("'maxMemory' must be at most " + heap / 4 * 3 + " bytes (three quarters of the heap) but was "
					+ heap);
	}

	@Test
	void memoryThatCannotHoldTheLargestRecordIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedKinesis.builder().maxMemory(16_777_215))
			.withMessage("'maxMemory' must be at least 16777216 bytes (a record may take 10 MiB) but was 16777215");
	}

}
