package io.kinesisboot.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.stream.StreamCatalog;
import io.kinesisboot.stream.StreamNotFoundException;
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
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link KinesisDeadLetterSink} and {@link DeadLetterRecoverer}, and for what
 * {@link DeadLetterDestinations} makes of streams.
 */
@Timeout(120)
class KinesisDeadLetterSinkIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Clock CLOCK = Clock.fixed(DeadLetterSamples.FAILED, ZoneOffset.UTC);

	private static final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();

	private static final KinesisAsyncClient client = KinesisAsyncClient.builder()
		.endpointOverride(endpoint.endpoint())
		.region(Region.of(endpoint.region()))
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	private final FailedRecord failed = DeadLetterSamples
		.failed(DeadLetterSamples.record("orders", "key", DeadLetterSamples.allBytes()));

	private String stream = "";

	private Destination destination = Destination.of("kinesis:none");

	@BeforeEach
	void createStream(TestInfo test) {
		this.stream = "dead-" + test.getTestMethod().orElseThrow().getName();
		this.destination = Destination.of("kinesis:" + this.stream);
		new StreamCatalog(client).createIfMissing(this.stream, 4);
	}

	@AfterEach
	void clearFaults() {
		endpoint.faults().clear();
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	private KinesisProducer producer(UnaryOperator<ProducerOptions.Builder> options) {
		return KinesisProducer.builder(client).options(options.apply(ProducerOptions.builder()).build()).build();
	}

	private DeadLetterDestinations destinations(KinesisProducer producer) {
		return DeadLetterDestinations.builder(CLOCK).kinesis(() -> client, () -> producer).build();
	}

	@Test
	void recordArrivesWithItsBytesKeysTagsAndWhyItIsThere() throws Exception {
		try (KinesisProducer producer = producer(UnaryOperator.identity())) {
			destinations(producer).recoverer(this.destination, "billing").recover(this.failed);
		}
		List<ReceivedRecord> stored = StreamReader.read(client, this.stream);
		assertThat(stored).singleElement().satisfies((carrier) -> {
			assertThat(carrier.data()).isEqualTo(DeadLetterSamples.allBytes());
			assertThat(carrier.partitionKey()).isEqualTo("key");
			assertThat(carrier.explicitHashKey()).isEqualTo(this.failed.record().explicitHashKey());
			assertThat(carrier.tags()).containsEntry("trace", "00-ab");
			assertThat(DeadLetter.of(carrier)).isEqualTo(DeadLetter.of(this.failed, "billing", CLOCK.instant()));
		});
	}

	@Test
	void refusedPutIsThrownAndNamesRecordAndDestination() {
		endpoint.faults().add(Fault.failCalls("AccessDeniedException").action("PutRecords").build());
		try (KinesisProducer producer = producer(UnaryOperator.identity())) {
			DeadLetterSink sink = new KinesisDeadLetterSink(producer, this.destination, TIMEOUT);
			assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> sink.put(DeadLetterSamples.letter()))
				.withMessageStartingWith("Put of the dead letter of record " + DeadLetterSamples.SEQUENCE_NUMBER
						+ "/7 of shard shardId-000000000003 of stream 'orders' to '" + this.destination + "' failed: ")
				.withMessageContaining("AccessDeniedException");
			assertThat(StreamReader.read(client, this.stream)).isEmpty();
			endpoint.faults().clear();
			sink.put(DeadLetterSamples.letter());
		}
		assertThat(StreamReader.read(client, this.stream)).hasSize(1);
	}

	@Test
	void answerThatDoesNotComeIsWaitedForNoLongerThanItMay() {
		endpoint.faults().add(Fault.delayAnswers(Duration.ofSeconds(20)).action("PutRecords").times(1).build());
		KinesisProducer producer = producer(UnaryOperator.identity());
		DeadLetterSink sink = new KinesisDeadLetterSink(producer, this.destination, Duration.ofMillis(300));
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> sink.put(DeadLetterSamples.letter()))
			.withMessageEndingWith("to '" + this.destination + "' got no answer within 300 ms");
		producer.close(Duration.ZERO);
	}

	@Test
	void recordThatIsOfferedAgainAfterALostAnswerIsThere() {
		endpoint.faults().add(Fault.loseAnswers().action("PutRecords").times(4).build());
		try (KinesisProducer producer = producer((options) -> options.recordTimeToLive(Duration.ofMillis(200)))) {
			DeadLetterSink sink = new KinesisDeadLetterSink(producer, this.destination, TIMEOUT);
			assertThatExceptionOfType(KinesisBootException.class)
				.isThrownBy(() -> sink.put(DeadLetterSamples.letter()));
			endpoint.faults().clear();
			assertThatNoException().isThrownBy(() -> sink.put(DeadLetterSamples.letter()));
		}
		assertThat(StreamReader.read(client, this.stream)).hasSizeGreaterThan(1)
			.allSatisfy((carrier) -> assertThat(DeadLetter.of(carrier)).isEqualTo(DeadLetterSamples.letter()));
	}

	@Test
	void recordThatIsTooLargeWithItsHeadersIsRefusedOrGoesElsewhere() throws Exception {
		try (KinesisProducer producer = producer(UnaryOperator.identity());
				FakeS3 s3 = new FakeS3();
				var s3Client = s3.client()) {
			DeadLetterSink sink = new KinesisDeadLetterSink(producer, this.destination, TIMEOUT);
			DeadLetter large = DeadLetterSamples.letter(1024 * 1024 - 10);
			assertThatExceptionOfType(DeadLetterTooLargeException.class).isThrownBy(() -> sink.put(large))
				.withMessageContaining("of stream 'orders' must not be larger than 1048576 bytes in '"
						+ this.destination + "' ('maxRecordBytes', the limit of the stream) but was ");
			DeadLetterDestinations.builder(CLOCK)
				.kinesis(() -> client, () -> producer)
				.s3(() -> s3Client)
				.overflow(Destination.of("s3:" + FakeS3.BUCKET))
				.build()
				.recoverer(this.destination, "billing")
				.recover(DeadLetterSamples.failed(large.record()));
			assertThat(s3.objects().values()).singleElement()
				.satisfies((json) -> assertThat(DeadLetterJson.read(json)).isEqualTo(large));
		}
	}

	@Test
	void producerWithoutAggregationIsRefusedSinceHeadersWouldBeLost() {
		try (KinesisProducer producer = producer((options) -> options.aggregation(AggregationOptions.disabled()))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new KinesisDeadLetterSink(producer, this.destination, TIMEOUT))
				.withMessageStartingWith("'aggregation' must be enabled");
		}
	}

	@Test
	void arnOfAnotherRegionOrAccountIsRefusedBeforeARecordGoesToTheWrongStream() {
		try (KinesisProducer producer = producer(UnaryOperator.identity())) {
			DeadLetterDestinations destinations = destinations(producer);
			String arn = "arn:aws:kinesis:%s:%s:stream/" + this.stream;
			Destination own = Destination.of(arn.formatted(endpoint.region(), endpoint.accountId()));
			assertThatNoException().isThrownBy(() -> destinations.recoverer(own, null).recover(this.failed));
			Destination other = Destination.of(arn.formatted(endpoint.region(), "999999999999"));
			assertThatIllegalArgumentException().isThrownBy(() -> destinations.recoverer(other, null))
				.withMessage("Destination '%s' is not what the client sees, which is '%s'", other, own);
			assertThatExceptionOfType(StreamNotFoundException.class).isThrownBy(() -> destinations
				.recoverer(Destination.of("arn:aws:kinesis:us-east-1:123456789012:stream/nothing"), null));
		}
	}

	@Test
	void destinationWithoutAClientIsNamed() {
		try (KinesisProducer producer = producer(UnaryOperator.identity())) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> destinations(producer).recoverer(Destination.of("sqs:dead"), null))
				.withMessage("Destination 'sqs:dead' needs a client of 'sqs', but there are those of [kinesis]");
		}
	}

}
