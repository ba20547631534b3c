package io.kinesisboot.consumer.kcl;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.time.MovableClock;
import io.kinesisboot.stream.StreamCatalog;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/**
 * An endpoint of its own, and sources that read from it and remember what they read.
 */
final class SourceTestBed implements AutoCloseable {

	private final MovableClock clock = new MovableClock(Clock.systemUTC());

	private final EmbeddedKinesis embedded = EmbeddedKinesis.builder().clock(this.clock).build().start();

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb = configure(DynamoDbAsyncClient.builder()).build();

	private final List<RecordSource> sources = new ArrayList<>();

	private Function<String, AwsCredentialsProvider> roles = (role) -> {
		throw new AssertionError(role);
	};

	SourceTestBed(ExecutionInterceptor... interceptors) {
		this.kinesis = configure(KinesisAsyncClient.builder())
			.overrideConfiguration((config) -> config.executionInterceptors(List.of(interceptors)))
			.build();
	}

	private <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
		return builder.endpointOverride(this.embedded.endpoint())
			.region(Region.of(this.embedded.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(this.embedded.accessKeyId(), this.embedded.secretAccessKey())));
	}

	/**
	 * The time of the endpoint and, unless told otherwise, of the sources.
	 */
	MovableClock clock() {
		return this.clock;
	}

	EmbeddedKinesis embedded() {
		return this.embedded;
	}

	URI endpoint() {
		return this.embedded.endpoint();
	}

	KinesisAsyncClient kinesis() {
		return this.kinesis;
	}

	DynamoDbAsyncClient dynamoDb() {
		return this.dynamoDb;
	}

	void roles(Function<String, AwsCredentialsProvider> roles) {
		this.roles = roles;
	}

	String createStream(String name, int shards) {
		String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
		new StreamCatalog(this.kinesis).createIfMissing(unique, shards);
		return unique;
	}

	String arn(String stream) {
		return new StreamCatalog(this.kinesis).find(stream).streamARN();
	}

	/**
	 * Puts texts, each under what follows its last hyphen as its key.
	 */
	void put(String stream, List<String> texts) {
		texts.forEach((text) -> put(stream, text.substring(text.lastIndexOf('-') + 1), List.of(text)));
	}

	/**
	 * Puts texts under one key, one after another.
	 */
	void put(String stream, String partitionKey, List<String> texts) {
		texts.forEach((text) -> SdkCalls.await("PutRecord",
				this.kinesis.putRecord((request) -> request.streamName(stream)
					.partitionKey(partitionKey)
					.data(SdkBytes.fromUtf8String(text)))));
	}

	List<Consumer> consumers(String stream) {
		return SdkCalls
			.await("ListStreamConsumers", this.kinesis.listStreamConsumers((request) -> request.streamARN(arn(stream))))
			.consumers();
	}

	Source source(RecordSource.Request request, String worker) {
		return source(request, KclOptions.defaults().withWorkerId(worker));
	}

	Source source(RecordSource.Request request, KclOptions options) {
		return source(request, options, this.dynamoDb);
	}

	/**
	 * Makes a source that is stopped, at the latest, when this is closed.
	 */
	Source source(RecordSource.Request request, KclOptions options, DynamoDbAsyncClient dynamoDb) {
		return source(request, options, dynamoDb, this.clock);
	}

	Source source(RecordSource.Request request, KclOptions options, DynamoDbAsyncClient dynamoDb, Clock clock) {
		Queue<ReceivedRecord> handled = new ConcurrentLinkedQueue<>();
		RecordSource source = source(request, options, dynamoDb, clock, (shard) -> TestShards.handler(handled::add));
		return new Source(source, handled);
	}

	RecordSource source(RecordSource.Request request, KclOptions options, DynamoDbAsyncClient dynamoDb, Clock clock,
			ShardHandler.Factory handlers) {
		RecordSource source = new KclSourceFactory(this.kinesis, dynamoDb,
				options.withIdleTimeBetweenReads(Duration.ofMillis(200)), List.of(), clock, this.roles)
			.create(request, handlers);
		this.sources.add(source);
		return source;
	}

	/**
	 * Reads the leases of an application, by their keys.
	 */
	Map<String, Lease> leases(String applicationName) {
		Map<String, Lease> leases = new TreeMap<>();
		SdkCalls.await("Scan", this.dynamoDb.scan((request) -> request.tableName(applicationName)))
			.items()
			.stream()
			.filter((row) -> row.containsKey("checkpoint"))
			.map(new DynamoDBLeaseSerializer()::fromDynamoRecord)
			.forEach((lease) -> leases.put(lease.leaseKey(), lease));
		return leases;
	}

	/**
	 * Reads which workers of an application have told that they are there.
	 */
	List<String> workers(String applicationName) {
		return SdkCalls
			.await("Scan",
					this.dynamoDb.scan((request) -> request.tableName(applicationName)
						.filterExpression("entityType = :type")
						.expressionAttributeValues(Map.of(":type", AttributeValue.fromS("WORKER_METRIC_STATS")))))
			.items()
			.stream()
			.map((row) -> Objects.requireNonNull(row.get("leaseKey")).s())
			.toList();
	}

	static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).untilAsserted(assertion);
	}

	@Override
	public void close() {
		this.sources.forEach((source) -> source.stop(KinesisTestEndpoint.patience()));
		this.kinesis.close();
		this.dynamoDb.close();
		this.embedded.close();
	}

	/**
	 * A source and what it has read.
	 */
	record Source(RecordSource source, Queue<ReceivedRecord> handled) {

		Source start() {
			this.source.start();
			return this;
		}

		boolean stop() {
			return this.source.stop(KinesisTestEndpoint.patience());
		}

		List<String> texts() {
			return this.handled.stream().map((record) -> new String(record.bytes(), StandardCharsets.UTF_8)).toList();
		}

	}

}
