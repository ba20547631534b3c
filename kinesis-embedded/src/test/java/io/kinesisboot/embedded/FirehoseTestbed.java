package io.kinesisboot.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.kinesisboot.embedded.firehose.ObjectFiles;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.time.MovableClock;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An endpoint whose clock stands still, a Firehose client for it, and the directory where
 * its delivery streams put objects.
 */
final class FirehoseTestbed implements AutoCloseable {

	static final String ROLE = "arn:aws:iam::000000000000:role/firehose";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Path directory;

	private final MovableClock clock = TestClocks.standing();

	private final EmbeddedKinesis endpoint;

	private final FirehoseAsyncClient client;

	FirehoseTestbed(Path directory) {
		this(directory, (builder) -> {
		});
	}

	FirehoseTestbed(Path directory, Consumer<EmbeddedKinesis.Builder> customizer) {
		this.directory = directory;
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder().clock(this.clock).firehoseDirectory(directory);
		customizer.accept(builder);
		this.endpoint = builder.build().start();
		this.client = SdkClients.firehose(this.endpoint);
	}

	EmbeddedKinesis endpoint() {
		return this.endpoint;
	}

	FirehoseAsyncClient client() {
		return this.client;
	}

	MovableClock clock() {
		return this.clock;
	}

	/**
	 * Creates a delivery stream that puts objects into bucket {@code lake}.
	 * @param name its name
	 * @param customizer says more about its destination
	 */
	void create(String name, Consumer<ExtendedS3DestinationConfiguration.Builder> customizer) {
		this.client
			.createDeliveryStream((request) -> request.deliveryStreamName(name)
				.extendedS3DestinationConfiguration((s3) -> customizer.accept(lake(s3))))
			.join();
	}

	static ExtendedS3DestinationConfiguration.Builder lake(ExtendedS3DestinationConfiguration.Builder s3) {
		return s3.roleARN(ROLE).bucketARN("arn:aws:s3:::lake");
	}

	/**
	 * Describes a processor.
	 * @param type its type
	 * @param parameters names and values of its parameters in turn
	 * @return the processor
	 */
	static Processor processor(String type, String... parameters) {
		List<ProcessorParameter> described = new ArrayList<>();
		for (int i = 0; i < parameters.length; i += 2) {
			described.add(ProcessorParameter.builder()
				.parameterName(parameters[i])
				.parameterValue(parameters[i + 1])
				.build());
		}
		return Processor.builder().type(type).parameters(described).build();
	}

	PutRecordBatchResponse put(String name, String... records) {
		Collection<Record> batch = Arrays.stream(records)
			.map((text) -> Record.builder().data(SdkBytes.fromUtf8String(text)).build())
			.toList();
		return this.client.putRecordBatch((request) -> request.deliveryStreamName(name).records(batch)).join();
	}

	Map<String, String> objects() {
		return ObjectFiles.texts(this.directory.resolve("lake"));
	}

	Map<String, byte[]> objectBytes() {
		return ObjectFiles.bytes(this.directory.resolve("lake"));
	}

	/**
	 * Waits until there are as many objects as there should be.
	 * @param count how many
	 * @return text by key
	 */
	Map<String, String> objects(int count) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(objects()).hasSize(count));
		return objects();
	}

	/**
	 * Moves the clock on and waits until there are as many objects as there should be.
	 * @param time how far it is moved
	 * @param count how many objects
	 * @return text by key
	 */
	Map<String, String> objectsAfter(Duration time, int count) {
		this.clock.advance(time);
		return objects(count);
	}

	/**
	 * Moves the clock on, again and again, until something is so.
	 * @param step how far it is moved each time
	 * @param condition what is to be so
	 */
	void advanceUntil(Duration step, BooleanSupplier condition) {
		await().atMost(LIMIT).until(() -> {
			this.clock.advance(step);
			return condition.getAsBoolean();
		});
	}

	/**
	 * The records of an event for a function, or of a request to an HTTP endpoint.
	 * @param event the event
	 * @return its records
	 */
	static List<RequestBody> records(RequestBody event) {
		return Objects.requireNonNull(event.objects("records"), () -> "No records in " + event.members());
	}

	/**
	 * The payload of a record of an event or a request.
	 * @param record the record
	 * @return its text
	 */
	static String text(RequestBody record) {
		return new String(Objects.requireNonNull(record.bytes("data")), StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.client.close();
		this.endpoint.close();
	}

}
