package io.kinesisboot.embedded.conformance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * A subscription of a consumer to a shard, and what it received so far. Thread-safe.
 */
final class ShardSubscription implements AutoCloseable {

	private final List<SubscribeToShardEvent> events = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Void> established = new CompletableFuture<>();

	private final CompletableFuture<Void> end;

	ShardSubscription(KinesisAsyncClient client, String consumerArn, String shardId,
			Consumer<StartingPosition.Builder> start) {
		SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
			.onResponse((response) -> this.established.complete(null))
			.subscriber(this::receive)
			.build();
		this.end = client.subscribeToShard(
				(request) -> request.consumerARN(consumerArn).shardId(shardId).startingPosition(start), handler);
		this.end.whenComplete((done, failure) -> finish(failure));
	}

	private void receive(SubscribeToShardEventStream event) {
		if (event instanceof SubscribeToShardEvent records) {
			this.events.add(records);
			this.established.complete(null);
		}
	}

	private void finish(@Nullable Throwable failure) {
		if (failure != null) {
			this.established.completeExceptionally(failure);
		}
	}

	/**
	 * Is completed when the service has accepted the subscription, be it with an initial
	 * response or with a first event, and fails if it did not.
	 * @return the acceptance
	 */
	CompletableFuture<Void> established() {
		return this.established;
	}

	/**
	 * Is completed when the service has ended the subscription.
	 * @return the end
	 */
	CompletableFuture<Void> end() {
		return this.end;
	}

	List<SubscribeToShardEvent> events() {
		return List.copyOf(this.events);
	}

	List<Record> records() {
		return this.events.stream().flatMap((event) -> event.records().stream()).toList();
	}

	@Override
	public void close() {
		this.end.cancel(true);
	}

}
