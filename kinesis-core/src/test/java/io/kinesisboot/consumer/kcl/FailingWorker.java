package io.kinesisboot.consumer.kcl;

import java.net.URI;
import java.time.Clock;
import java.util.List;

import io.kinesisboot.KinesisBootException;
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
 * A process that says that its source does not start, and then has nothing more to do.
 */
public final class FailingWorker {

	static final String FAILED = "failed: ";

	private FailingWorker() {
	}

	public static void main(String[] args) {
		KinesisAsyncClient kinesis = configure(KinesisAsyncClient.builder(), URI.create(args[0])).build();
		DynamoDbAsyncClient dynamoDb = configure(DynamoDbAsyncClient.builder(), URI.create(args[1])).build();
		RecordSource source = new KclSourceFactory(kinesis, dynamoDb, KclOptions.defaults(), List.of(),
				Clock.systemUTC())
			.create(new RecordSource.Request("app", List.of(args[2]), StartingPosition.TRIM_HORIZON),
					(shard) -> TestShards.handler((record) -> {
					}));
		try {
			source.start();
		}
		catch (KinesisBootException ex) {
			System.out.println(FAILED + ex.getMessage());
		}
		kinesis.close();
		dynamoDb.close();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

}
