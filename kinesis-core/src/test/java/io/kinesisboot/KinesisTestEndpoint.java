package io.kinesisboot;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.aggregation.Aggregate;
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
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

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
	 * Lists the shards of a stream, closed ones too.
	 */
	public List<Shard> shards(String stream) {
		return shards(this.kinesis, stream);
	}

	/**
	 * Lists the shards of a stream, closed ones too.
	 */
	public static List<Shard> shards(KinesisAsyncClient kinesis, String stream) {
		return SdkCalls.await("ListShards", kinesis.listShards((request) -> request.streamName(stream))).shards();
	}

	/**
	 * Reads a shard to its end, aggregates taken apart by the Kinesis Client Library.
	 */
	public List<KinesisClientRecord> userRecords(String stream, Shard shard) {
		return userRecords(this.kinesis, stream, shard);
	}

	/**
	 * Reads a shard to its end, aggregates taken apart by the Kinesis Client Library.
	 */
	public static List<KinesisClientRecord> userRecords(KinesisAsyncClient kinesis, String stream, Shard shard) {
		return new AggregatorUtil().deaggregate(streamRecords(kinesis, stream, shard),
				shard.hashKeyRange().startingHashKey(), shard.hashKeyRange().endingHashKey());
	}

	/**
	 * Reads a shard to its end.
	 */
	public static List<KinesisClientRecord> streamRecords(KinesisAsyncClient kinesis, String stream, Shard shard) {
		List<KinesisClientRecord> records = new ArrayList<>();
		String iterator = SdkCalls.await("GetShardIterator",
				kinesis.getShardIterator((request) -> request.streamName(stream)
					.shardId(shard.shardId())
					.shardIteratorType(ShardIteratorType.TRIM_HORIZON)))
			.shardIterator();
		boolean more = true;
		while (more) {
			String from = iterator;
			GetRecordsResponse page = SdkCalls.await("GetRecords",
					kinesis.getRecords((request) -> request.shardIterator(from)));
			page.records().stream().map(KinesisClientRecord::fromRecord).forEach(records::add);
			iterator = page.nextShardIterator();
			more = iterator != null && !page.records().isEmpty();
		}
		return records;
	}

	/**
	 * Reads the tags of all user records of a stream that are in aggregates.
	 */
	public List<Map<String, String>> tags(String stream) {
		List<Map<String, String>> tags = new ArrayList<>();
		for (Shard shard : shards(stream)) {
			for (KinesisClientRecord record : streamRecords(this.kinesis, stream, shard)) {
				Aggregate aggregate = Aggregate.read(record.data());
				for (int i = 0; aggregate != null && i < aggregate.size(); i++) {
					tags.add(aggregate.tags(i));
				}
			}
		}
		return tags;
	}

	/**
	 * Reads all shards of a stream, one after the other.
	 */
	public List<KinesisClientRecord> userRecords(String stream) {
		return shards(stream).stream().flatMap((shard) -> userRecords(stream, shard).stream()).toList();
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
