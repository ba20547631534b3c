package io.kinesisboot.consumer.kcl;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * A process that prints the records it handles, a line each, until it is killed.
 */
public final class CrashingWorker {

	static final String HANDLED = "handled ";

	private CrashingWorker() {
	}

	public static void main(String[] args) throws InterruptedException {
		URI kinesisEndpoint = URI.create(args[0]);
		URI dynamoDbEndpoint = URI.create(args[1]);
		String stream = args[2];
		KclOptions options = KclOptions.defaults()
			.withWorkerId("the worker")
			.withMaxRecords(100)
			.withIdleTimeBetweenReads(Duration.ofMillis(200));
		RecordSource source = new KclSourceFactory(configure(KinesisAsyncClient.builder(), kinesisEndpoint).build(),
				configure(DynamoDbAsyncClient.builder(), dynamoDbEndpoint).build(), options, List.of(),
				Clock.systemUTC())
			.create(new RecordSource.Request("app-" + stream, List.of(stream), StartingPosition.TRIM_HORIZON),
					(shard) -> TestShards.handler(CrashingWorker::print));
		source.start();
		new CountDownLatch(1).await();
	}

	private static void print(ReceivedRecord record) {
		System.out.println(HANDLED + record.shardId() + " " + record.sequenceNumber() + " "
				+ new String(record.bytes(), StandardCharsets.UTF_8));
		System.out.flush();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

}
