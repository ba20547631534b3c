package io.kinesisboot.deadletter;

import java.net.URI;
import java.util.Map;
import java.util.UUID;

import io.kinesisboot.SdkCalls;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * ElasticMQ, and a client of it.
 */
public final class SqsTestEndpoint implements AutoCloseable {

	private final SQSRestServer server = SQSRestServerBuilder.withInterface("localhost").withDynamicPort().start();

	private final SqsAsyncClient client = SqsAsyncClient.builder()
		.endpointOverride(URI.create("http://localhost:" + this.server.waitUntilStarted().localAddress().getPort()))
		.region(Region.US_EAST_1)
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	public SqsAsyncClient client() {
		return this.client;
	}

	/**
	 * Creates a queue whose name nothing else has.
	 */
	public Destination createQueue(String name) {
		String unique = UUID.randomUUID().toString().substring(0, 8) + "-" + name;
		Map<QueueAttributeName, String> attributes = name.endsWith(".fifo")
				? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of();
		SdkCalls.await("CreateQueue",
				this.client.createQueue((request) -> request.queueName(unique).attributes(attributes)));
		return Destination.of("sqs:" + unique);
	}

	@Override
	public void close() {
		this.client.close();
		this.server.stopAndWait();
	}

}
