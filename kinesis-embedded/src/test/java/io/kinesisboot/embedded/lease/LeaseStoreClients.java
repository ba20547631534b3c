package io.kinesisboot.embedded.lease;

import java.net.URI;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.kinesisboot.embedded.EmbeddedKinesis;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The SDK's clients of a lease store.
 *
 * @param client the one that blocks
 * @param asyncClient the one that does not
 * @param store ends the store with its clients
 */
record LeaseStoreClients(DynamoDbClient client, DynamoDbAsyncClient asyncClient,
		Runnable store) implements AutoCloseable {

	/**
	 * Starts the lease store of this project.
	 * @return clients of it over HTTP
	 */
	static LeaseStoreClients ofLeaseStore() {
		EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();
		return new LeaseStoreClients(configure(DynamoDbClient.builder(), endpoint.endpoint()).build(),
				configure(DynamoDbAsyncClient.builder(), endpoint.endpoint()).build(), endpoint::close);
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	/**
	 * Starts AWS's own DynamoDB Local in this JVM.
	 * @return clients that call it without HTTP
	 */
	static LeaseStoreClients ofDynamoDbLocal() {
		AmazonDynamoDBLocal store = DynamoDBEmbedded.create(/* inMemory= */ true);
		return new LeaseStoreClients(store.dynamoDbClient(), store.dynamoDbAsyncClient(), store::shutdownNow);
	}

	@Override
	public void close() {
		this.client.close();
		this.asyncClient.close();
		this.store.run();
	}

}
