package io.kinesisboot.deadletter;

import java.time.Duration;

import io.kinesisboot.SdkCalls;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsServiceClientConfiguration;

/**
 * A queue that keeps dead letters. Immutable.
 *
 * @param destination what names it
 * @param url its URL
 * @since 0.1.0
 */
public record SqsQueue(Destination destination, String url) {

	/**
	 * Finds a queue.
	 * @param client the client
	 * @param destination the queue's name, URL or ARN; the service is asked for the URL
	 * unless it is given
	 * @param timeout how long to wait for an answer
	 * @return the queue
	 * @throws IllegalArgumentException if the ARN names another region than the client's
	 * @throws io.kinesisboot.KinesisBootException if there is no such queue, or no answer
	 */
	public static SqsQueue find(SqsAsyncClient client, Destination destination, Duration timeout) {
		String name = destination.require(Destination.Scheme.SQS).name();
		if (name.contains("://")) {
			return new SqsQueue(destination, name);
		}
		requireRegion(client.serviceClientConfiguration(), destination);
		String url = SdkCalls
			.await("GetQueueUrl of '%s'".formatted(destination),
					client.getQueueUrl(
							(request) -> request.queueName(name).queueOwnerAWSAccountId(destination.account())),
					timeout)
			.queueUrl();
		return new SqsQueue(destination, url);
	}

	private static void requireRegion(SqsServiceClientConfiguration client, Destination destination) {
		String region = destination.region();
		if (region != null && !region.equals(client.region().id())) {
			throw new IllegalArgumentException(
					"The region of destination '%s' must be that of the client of SQS but that was '%s'"
						.formatted(destination, client.region()));
		}
	}

	/**
	 * Tells whether it is a FIFO queue.
	 * @return whether its name ends as theirs do
	 */
	boolean isFifo() {
		return this.url.endsWith(".fifo");
	}

}
