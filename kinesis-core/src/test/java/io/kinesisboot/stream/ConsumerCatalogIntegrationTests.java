package io.kinesisboot.stream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.embedded.EmbeddedKinesis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConsumerCatalog}, where consumers take their time to come and to go.
 */
class ConsumerCatalogIntegrationTests {

	private static final EmbeddedKinesis embedded = EmbeddedKinesis.builder()
		.transitionTime(Duration.ofMillis(100))
		.build()
		.start();

	private static final KinesisAsyncClient kinesis = client(embedded.endpoint());

	private final ConsumerCatalog catalog = new ConsumerCatalog(kinesis);

	private String streamArn = "";

	private static KinesisAsyncClient client(URI endpoint) {
		return KinesisAsyncClient.builder()
			.endpointOverride(endpoint)
			.region(Region.of(embedded.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey())))
			.build();
	}

	@AfterAll
	static void close() {
		kinesis.close();
		embedded.close();
	}

	@BeforeEach
	void createStream(TestInfo test) {
		String stream = test.getTestMethod().orElseThrow().getName();
		StreamCatalog streams = new StreamCatalog(kinesis);
		streams.createIfMissing(stream, 1);
		this.streamArn = streams.find(stream).streamARN();
	}

	@Test
	void consumerIsRegisteredOnceAndFoundThen() {
		String arn = this.catalog.findOrRegister(this.streamArn, "reader");
		assertThat(this.catalog.findOrRegister(this.streamArn, "reader")).isEqualTo(arn);
		this.catalog.find(arn);
		assertThat(consumers()).singleElement().satisfies((consumer) -> {
			assertThat(consumer.consumerARN()).isEqualTo(arn);
			assertThat(consumer.consumerStatusAsString()).isEqualTo("ACTIVE");
		});
	}

	@Test
	void workersThatStartAtOnceRegisterOneConsumer() throws Exception {
		ExecutorService workers = Executors.newFixedThreadPool(4);
		try {
			List<Callable<String>> starts = Stream
				.generate(() -> (Callable<String>) () -> this.catalog.findOrRegister(this.streamArn, "reader"))
				.limit(4)
				.toList();
			for (Future<String> start : workers.invokeAll(starts)) {
				assertThat(consumers()).extracting(Consumer::consumerARN).containsExactly(start.get());
			}
		}
		finally {
			workers.shutdownNow();
		}
	}

	@Test
	void consumerThatIsBeingDeletedIsRegisteredAnew() {
		String arn = this.catalog.findOrRegister(this.streamArn, "reader");
		this.catalog.deregister(arn);
		assertThat(consumers()).extracting(Consumer::consumerStatusAsString).containsExactly("DELETING");
		this.catalog.findOrRegister(this.streamArn, "reader");
		assertThat(consumers()).extracting(Consumer::consumerStatusAsString).containsExactly("ACTIVE");
	}

	@Test
	void consumerThatIsBeingDeletedIsNotFoundByItsArn() {
		String arn = this.catalog.findOrRegister(this.streamArn, "reader");
		this.catalog.deregister(arn);
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> this.catalog.find(arn))
			.withMessageContainingAll("'" + arn + "' is not active", "it is being deleted");
	}

	@Test
	void consumerThatDoesNotExistIsNamed() {
		String arn = this.streamArn + "/consumer/reader:1";
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> this.catalog.find(arn))
			.withMessageContainingAll("DescribeStreamConsumer of consumer '" + arn + "'", "not found");
		this.catalog.deregister(arn);
	}

	@Test
	void limitOfConsumersIsNamedWithItsRemedy() {
		IntStream.range(0, 20).forEach((number) -> this.catalog.findOrRegister(this.streamArn, "reader-" + number));
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.catalog.findOrRegister(this.streamArn, "reader"))
			.withMessageContainingAll("RegisterStreamConsumer of consumer 'reader' of stream '" + this.streamArn + "'",
					"maximum of 20 registered consumers", "deregister one that is no longer used");
	}

	private List<Consumer> consumers() {
		return SdkCalls
			.await("ListStreamConsumers", kinesis.listStreamConsumers((request) -> request.streamARN(this.streamArn)))
			.consumers();
	}

}
