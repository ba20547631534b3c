package io.kinesisboot.deadletter.retry;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.deadletter.DeadLetterSamples;
import io.kinesisboot.deadletter.StreamReader;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordExpiredException;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.stream.StreamCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryStreams} and what they make.
 */
@Timeout(120)
class RetryStreamRecovererIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Clock CLOCK = Clock.fixed(DeadLetterSamples.FAILED, ZoneOffset.UTC);

	private static final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();

	private static final KinesisAsyncClient client = KinesisAsyncClient.builder()
		.endpointOverride(endpoint.endpoint())
		.region(Region.of(endpoint.region()))
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	private static final KinesisProducer producer = KinesisProducer.builder(client).build();

	private final FailedRecord failed = DeadLetterSamples
		.failed(DeadLetterSamples.record("orders", "key", DeadLetterSamples.allBytes()));

	private final List<FailedRecord> givenUp = new CopyOnWriteArrayList<>();

	private String stream = "";

	@BeforeEach
	void createStream(TestInfo test) {
		this.stream = "retry-" + test.getTestMethod().orElseThrow().getName();
		new StreamCatalog(client).createIfMissing(this.stream, 2);
	}

	@AfterEach
	void clearFaults() {
		endpoint.faults().clear();
	}

	@AfterAll
	static void close() {
		producer.close();
		client.close();
		endpoint.close();
	}

	private RecordRecoverer recoverer(int attempts) {
		return recoverer(producer, attempts, ErrorOptions.defaults().withRecoverer(this.givenUp::add));
	}

	private RecordRecoverer recoverer(KinesisProducer producer, int attempts, ErrorOptions errors) {
		return new RetryStreams(() -> producer, CLOCK, TIMEOUT)
			.recoverer(new RetryStreamOptions(this.stream, Duration.ofMinutes(10), attempts), errors, "billing");
	}

	/** All that the retry stream has, the newest at last. */
	private List<ReceivedRecord> carriers() {
		return StreamReader.read(client, this.stream);
	}

	@Test
	void failedRecordWaitsInTheRetryStreamAndIsGivenBackAsItWas() throws Exception {
		recoverer(2).recover(this.failed);
		assertThat(carriers()).singleElement().satisfies((carrier) -> {
			assertThat(carrier.partitionKey()).isEqualTo("key");
			assertThat(carrier.explicitHashKey()).isEqualTo(this.failed.record().explicitHashKey());
			RetryStreamRecord waiting = RetryStreamRecord.read(carrier).orElseThrow();
			assertThat(waiting.letter().record()).isEqualTo(this.failed.record());
			assertThat(waiting.retry()).isEqualTo(1);
			assertThat(waiting.due()).isEqualTo(CLOCK.instant().plus(Duration.ofMinutes(10)));
		});
		assertThat(this.givenUp).isEmpty();
	}

	@Test
	void recordThatFailsToTheEndGoesToTheLastRecovererAsItWasWithAllAttempts() throws Exception {
		RecordRecoverer recoverer = recoverer(2);
		recoverer.recover(this.failed);
		for (int retry = 1; retry <= 2; retry++) {
			assertThat(this.givenUp).isEmpty();
			assertThat(carriers()).hasSize(retry);
			ReceivedRecord carrier = carriers().get(retry - 1);
			assertThat(RetryStreamRecord.read(carrier).orElseThrow().retry()).isEqualTo(retry);
			recoverer.recover(new FailedRecord("retries", carrier, 4, this.failed.cause()));
		}
		assertThat(carriers()).hasSize(2);
		assertThat(this.givenUp)
			.containsExactly(new FailedRecord("retries", this.failed.record(), 3 + 4 + 4, this.failed.cause()));
	}

	@Test
	void refusedPutIsThrownAndNeitherKeptNorGivenUp() throws Exception {
		endpoint.faults().add(Fault.failCalls("AccessDeniedException").action("PutRecords").build());
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> recoverer(2).recover(this.failed))
			.withMessageContaining("of stream 'orders' to the retry stream '" + this.stream + "' failed: ");
		assertThat(this.givenUp).isEmpty();
		assertThat(carriers()).isEmpty();
		endpoint.faults().clear();
		recoverer(2).recover(this.failed);
		assertThat(carriers()).hasSize(1);
	}

	@Test
	void failureOfTheLastRecovererIsThrown() {
		RecordRecoverer recoverer = recoverer(producer, 1, ErrorOptions.defaults().withRecoverer((record) -> {
			throw new IllegalStateException("full");
		}));
		FailedRecord unreadable = new FailedRecord("orders", this.failed.record(), 0, this.failed.cause());
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> recoverer.recover(unreadable))
			.withMessage("full");
	}

	@Test
	void recordThatNoRepetitionHelpsGoesToTheLastRecovererAtOnce() throws Exception {
		FailedRecord unreadable = new FailedRecord("orders", this.failed.record(), 0, this.failed.cause());
		recoverer(2).recover(unreadable);
		FailedRecord large = DeadLetterSamples
			.failed(DeadLetterSamples.record("orders", "key", ByteBuffer.allocate(1024 * 1024 - 10)));
		recoverer(2).recover(large);
		FailedRecord old = new FailedRecord("orders", this.failed.record(), 2,
				new RecordExpiredException(this.failed.record(), Duration.ofSeconds(1), null));
		recoverer(2).recover(old);
		FailedRecord unfit = new FailedRecord("orders", this.failed.record(), 1, new ClassCastException());
		recoverer(2).recover(unfit);
		assertThat(this.givenUp).containsExactly(unreadable, large, old, unfit);
		assertThat(carriers()).isEmpty();
	}

	@Test
	void recordOfSomebodyElseInTheRetryStreamIsTriedAgainLikeAnyOther() throws Exception {
		ReceivedRecord foreign = new ReceivedRecord(this.stream, "shardId-000000000000", "key", null, "1", 0,
				CLOCK.instant(), ByteBuffer.allocate(3), DeadLetterSamples.TAGS);
		recoverer(2).recover(DeadLetterSamples.failed(foreign));
		assertThat(carriers()).singleElement()
			.satisfies((carrier) -> assertThat(RetryStreamRecord.read(carrier).orElseThrow().letter().record())
				.isEqualTo(foreign));
	}

	@Test
	void producerWithoutAggregationIsRefusedSinceHeadersWouldBeLost() {
		try (KinesisProducer plain = KinesisProducer.builder(client)
			.options(ProducerOptions.builder().aggregation(AggregationOptions.disabled()).build())
			.build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> recoverer(plain, 1, ErrorOptions.defaults()))
				.withMessageStartingWith("'aggregation' must be enabled in the producer of retry stream '");
		}
	}

}
