package io.kinesisboot.flink.source;

import java.util.concurrent.CompletableFuture;

import io.kinesisboot.flink.StreamName;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Finds the ARN of the consumer that a stream is pushed to, and remembers it.
 * Thread-safe.
 */
final class RegisteredConsumer {

	private final KinesisAsyncClient client;

	private final StreamName stream;

	private final String name;

	private volatile @Nullable String arn;

	RegisteredConsumer(KinesisAsyncClient client, StreamName stream, String name) {
		this.client = client;
		this.stream = stream;
		this.name = name;
	}

	CompletableFuture<String> arn() {
		String known = this.arn;
		if (known != null) {
			return CompletableFuture.completedFuture(known);
		}
		return streamArn()
			.thenCompose((streamArn) -> this.client
				.describeStreamConsumer((request) -> request.streamARN(streamArn).consumerName(this.name)))
			.thenApply((response) -> {
				String found = response.consumerDescription().consumerARN();
				this.arn = found;
				return found;
			});
	}

	private CompletableFuture<String> streamArn() {
		String known = this.stream.arn();
		return (known != null) ? CompletableFuture.completedFuture(known)
				: this.client.describeStreamSummary((request) -> request.streamName(this.stream.name()))
					.thenApply((response) -> response.streamDescriptionSummary().streamARN());
	}

	/**
	 * Looks the consumer up again next time: it may have been registered anew.
	 */
	void forget() {
		this.arn = null;
	}

}
