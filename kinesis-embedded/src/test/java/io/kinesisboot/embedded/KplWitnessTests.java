package io.kinesisboot.embedded;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The native Kinesis Producer Library, which speaks TLS only, as a client that nobody
 * here wrote.
 */
@EnabledOnOs(value = { OS.LINUX, OS.MAC }, disabledReason = "The producer has binaries for Linux and macOS only")
class KplWitnessTests {

	private static final String STREAM = "aggregated";

	/**
	 * The producer looks after its files as long as the JVM lives, and takes them again.
	 */
	private static final String BINARIES = Path.of("target", "kpl").toAbsolutePath().toString();

	private static final int RECORDS = 200_000;

	private static final int RECORD_BYTES = 100;

	private static final int MAX_OUTSTANDING = 20_000;

	@Test
	void everyUserRecordOfTheProducerIsFoundOnceAfterDeaggregation() throws Exception {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream(STREAM, 4).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP2)) {
			putAll(endpoint);
			List<KinesisClientRecord> userRecords = new ArrayList<>();
			for (Shard shard : client.listShards((request) -> request.streamName(STREAM)).join().shards()) {
				userRecords.addAll(deaggregated(client, shard));
			}
			assertEachOnce(userRecords);
			assertThat(userRecords).filteredOn(KinesisClientRecord::aggregated).hasSizeGreaterThan(RECORDS / 2);
		}
	}

	private static void putAll(EmbeddedKinesis endpoint) throws InterruptedException {
		KinesisProducer producer = new KinesisProducer(configuration(endpoint));
		try {
			Acknowledgements acknowledgements = new Acknowledgements();
			for (int number = 0; number < RECORDS; number++) {
				acknowledgements.outstanding.acquire();
				ByteBuffer data = ByteBuffer.allocate(RECORD_BYTES).putInt(0, number);
				Futures.addCallback(producer.addUserRecord(STREAM, "key-" + number, data), acknowledgements,
						Runnable::run);
			}
			producer.flush();
			await().atMost(Duration.ofMinutes(2))
				.until(() -> acknowledgements.outstanding.availablePermits() == MAX_OUTSTANDING);
			assertThat(acknowledgements.failures).hasValue(0);
		}
		finally {
			producer.destroy();
		}
	}

	private static KinesisProducerConfiguration configuration(EmbeddedKinesis endpoint) {
		return new KinesisProducerConfiguration().setKinesisEndpoint(endpoint.tlsEndpoint().getHost())
			.setKinesisPort(endpoint.tlsEndpoint().getPort())
			.setVerifyCertificate(false)
			.setRegion(endpoint.region())
			.setCredentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(endpoint.accessKeyId(), endpoint.secretAccessKey())))
			.setMetricsLevel("none")
			.setRateLimit(1_000_000)
			.setRecordTtl(60_000)
			.setTempDirectory(BINARIES);
	}

	private static List<KinesisClientRecord> deaggregated(KinesisAsyncClient client, Shard shard) {
		List<KinesisClientRecord> records = new ArrayList<>();
		String iterator = client
			.getShardIterator((request) -> request.streamName(STREAM)
				.shardId(shard.shardId())
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		GetRecordsResponse response;
		do {
			String next = iterator;
			response = client.getRecords((request) -> request.shardIterator(next)).join();
			response.records().stream().map(KinesisClientRecord::fromRecord).forEach(records::add);
			iterator = response.nextShardIterator();
		}
		while (!response.records().isEmpty());
		return new AggregatorUtil().deaggregate(records, shard.hashKeyRange().startingHashKey(),
				shard.hashKeyRange().endingHashKey());
	}

	private static void assertEachOnce(List<KinesisClientRecord> userRecords) {
		BitSet seen = new BitSet(RECORDS);
		for (KinesisClientRecord record : userRecords) {
			assertThat(record.data().remaining()).isEqualTo(RECORD_BYTES);
			int number = record.data().getInt(record.data().position());
			assertThat(record.partitionKey()).isEqualTo("key-" + number);
			assertThat(seen.get(number)).as("record %d was there before", number).isFalse();
			seen.set(number);
		}
		assertThat(seen.cardinality()).isEqualTo(RECORDS);
	}

	/**
	 * Bounds what is outstanding and counts what failed.
	 */
	private static final class Acknowledgements implements FutureCallback<UserRecordResult> {

		private final Semaphore outstanding = new Semaphore(MAX_OUTSTANDING);

		private final AtomicInteger failures = new AtomicInteger();

		@Override
		public void onSuccess(UserRecordResult result) {
			this.outstanding.release();
		}

		@Override
		public void onFailure(Throwable failure) {
			this.failures.incrementAndGet();
			this.outstanding.release();
		}

	}

}
