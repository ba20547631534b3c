package io.kinesisboot;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.stream.StreamCatalog;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint that integration tests run against: the embedded one, or for its streams
 * the one that the system property {@code kinesis.test.endpoint} names, so that our own
 * endpoint is not the only judge. Leases are always kept in the embedded one.
 */
public final class KinesisTestEndpoint implements AutoCloseable {

	private static final String ENDPOINT_PROPERTY = "kinesis.test.endpoint";

	private final EmbeddedKinesis embedded = EmbeddedKinesis.builder().build().start();

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	public KinesisTestEndpoint() {
		this.kinesis = configure(KinesisAsyncClient.builder(), kinesisEndpoint()).build();
		this.dynamoDb = configure(DynamoDbAsyncClient.builder(), this.embedded.endpoint()).build();
	}

	private <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.of(this.embedded.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(this.embedded.accessKeyId(), this.embedded.secretAccessKey())));
	}

	/**
	 * Makes another client of the lease store, whose calls are counted.
	 */
	public DynamoDbAsyncClient countingDynamoDb(AtomicLong calls) {
		return configure(DynamoDbAsyncClient.builder(), this.embedded.endpoint())
			.overrideConfiguration((config) -> config.addExecutionInterceptor(new ExecutionInterceptor() {

				@Override
				public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
					calls.incrementAndGet();
				}

			}))
			.build();
	}

	public URI kinesisEndpoint() {
		String endpoint = System.getProperty(ENDPOINT_PROPERTY);
		return (endpoint == null || endpoint.isEmpty()) ? this.embedded.endpoint() : URI.create(endpoint);
	}

	public URI dynamoDbEndpoint() {
		return this.embedded.endpoint();
	}

	public KinesisAsyncClient kinesis() {
		return this.kinesis;
	}

	public DynamoDbAsyncClient dynamoDb() {
		return this.dynamoDb;
	}

	/**
	 * Creates a stream whose name nothing else has.
	 */
	public String createStream(String name, int shards) {
		String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
		new StreamCatalog(this.kinesis).createIfMissing(unique, shards);
		return unique;
	}

	/**
	 * Puts texts, in order, in one call a key.
	 */
	public void put(String stream, String partitionKey, List<String> texts) {
		List<PutRecordsRequestEntry> entries = new ArrayList<>();
		texts.forEach((text) -> entries.add(PutRecordsRequestEntry.builder()
			.partitionKey(partitionKey)
			.data(SdkBytes.fromString(text, StandardCharsets.UTF_8))
			.build()));
		PutRecordsResponse response = SdkCalls.await("PutRecords",
				this.kinesis.putRecords((request) -> request.streamName(stream).records(entries)));
		assertThat(Objects.requireNonNull(response.failedRecordCount())).isZero();
	}

	/**
	 * How long a test waits for records: long enough for a machine that is busy.
	 */
	public static Duration patience() {
		return Duration.ofSeconds(60);
	}

	@Override
	public void close() {
		this.kinesis.close();
		this.dynamoDb.close();
		this.embedded.close();
	}

}
