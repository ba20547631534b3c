package io.kinesisboot.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

import static org.awaitility.Awaitility.await;

/**
 * A worker of the stock Kinesis Client Library with every default that it has, except for
 * the endpoints and for where it starts.
 */
final class StockKclWorker implements AutoCloseable {

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	private final CloudWatchAsyncClient cloudWatch;

	private final Scheduler scheduler;

	private final Thread thread;

	private final Map<String, List<Integer>> received = new ConcurrentHashMap<>();

	private StockKclWorker(EmbeddedKinesis endpoint, String stream, boolean fanOut) {
		String application = stream + (fanOut ? "-fan-out" : "-polling");
		this.kinesis = configure(KinesisClientUtil.adjustKinesisClientBuilder(KinesisAsyncClient.builder()), endpoint)
			.build();
		this.dynamoDb = configure(DynamoDbAsyncClient.builder(), endpoint).build();
		this.cloudWatch = configure(CloudWatchAsyncClient.builder(), endpoint).build();
		RetrievalSpecificConfig retrieval = fanOut
				? new FanOutConfig(this.kinesis).streamName(stream).applicationName(application)
				: new PollingConfig(stream, this.kinesis);
		SingleStreamTracker tracker = new SingleStreamTracker(stream,
				InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
		ConfigsBuilder configs = new ConfigsBuilder(tracker, application, this.kinesis, this.dynamoDb, this.cloudWatch,
				UUID.randomUUID().toString(), () -> new CheckpointingProcessor(this::receive));
		this.scheduler = new Scheduler(configs.checkpointConfig(), configs.coordinatorConfig(),
				configs.leaseManagementConfig(), configs.lifecycleConfig(), configs.metricsConfig(),
				configs.processorConfig(), configs.retrievalConfig().retrievalSpecificConfig(retrieval));
		this.thread = new Thread(this.scheduler, "kcl-" + application);
		this.thread.start();
	}

	static StockKclWorker polling(EmbeddedKinesis endpoint, String stream) {
		return new StockKclWorker(endpoint, stream, /* fanOut= */ false);
	}

	static StockKclWorker fanOut(EmbeddedKinesis endpoint, String stream) {
		return new StockKclWorker(endpoint, stream, /* fanOut= */ true);
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, EmbeddedKinesis endpoint) {
		return builder.endpointOverride(endpoint.endpoint())
			.region(Region.of(endpoint.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(endpoint.accessKeyId(), endpoint.secretAccessKey())));
	}

	private void receive(KinesisClientRecord record) {
		this.received.computeIfAbsent(record.partitionKey(), (key) -> new CopyOnWriteArrayList<>())
			.add(record.data().getInt(record.data().position()));
	}

	/**
	 * What it received so far.
	 * @return the number that each record begins with, in order, by partition key
	 */
	Map<String, List<Integer>> received() {
		return this.received;
	}

	@Override
	public void close() {
		this.scheduler.shutdown();
		await().atMost(Duration.ofSeconds(60)).until(() -> !this.thread.isAlive());
		this.kinesis.close();
		this.dynamoDb.close();
		this.cloudWatch.close();
	}

}
