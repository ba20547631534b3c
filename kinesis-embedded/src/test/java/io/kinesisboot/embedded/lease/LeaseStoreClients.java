package io.kinesisboot.embedded.lease;

import java.net.URI;

import io.kinesisboot.embedded.EmbeddedKinesis;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The SDK's clients of a lease store.
 */
final class LeaseStoreClients implements AutoCloseable {

	private final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();

	private final DynamoDbClient client;

	private final DynamoDbAsyncClient asyncClient;

	LeaseStoreClients() {
		this.client = configure(DynamoDbClient.builder(), this.endpoint.endpoint()).build();
		this.asyncClient = configure(DynamoDbAsyncClient.builder(), this.endpoint.endpoint()).build();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	DynamoDbClient client() {
		return this.client;
	}

	DynamoDbAsyncClient asyncClient() {
		return this.asyncClient;
	}

	@Override
	public void close() {
		this.client.close();
		this.asyncClient.close();
		this.endpoint.close();
	}

}
