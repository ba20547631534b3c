package io.kinesisboot.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * A subscription by the SDK's client that keeps the events it receives. Thread-safe.
 */
final class Subscriber implements org.reactivestreams.Subscriber<SubscribeToShardEventStream> {

	private final List<SubscribeToShardEvent> events = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

	private final long initialDemand;

	private final CompletableFuture<Void> end;

	private Subscriber(KinesisAsyncClient client, String consumerArn, String shardId, StartingPosition start,
			long initialDemand) {
		this.initialDemand = initialDemand;
		this.end = client.subscribeToShard(
				(request) -> request.consumerARN(consumerArn).shardId(shardId).startingPosition(start),
				SubscribeToShardResponseHandler.builder()
					.onEventStream((publisher) -> publisher.subscribe(this))
					.build());
	}

	/**
	 * Subscribes.
	 * @param client the client
	 * @param consumerArn the consumer
	 * @param shardId the shard
	 * @param start where to begin
	 * @return the subscriber
	 */
	static Subscriber to(KinesisAsyncClient client, String consumerArn, String shardId, StartingPosition start) {
		return new Subscriber(client, consumerArn, shardId, start, Long.MAX_VALUE);
	}

	/**
	 * Subscribes without reading more than one event before {@link #readOn()}.
	 * @param client the client
	 * @param consumerArn the consumer
	 * @param shardId the shard
	 * @param start where to begin
	 * @return the subscriber
	 */
	static Subscriber slowly(KinesisAsyncClient client, String consumerArn, String shardId, StartingPosition start) {
		return new Subscriber(client, consumerArn, shardId, start, 1);
	}

	void readOn() {
		this.subscription.join().request(Long.MAX_VALUE);
	}

	void leave() {
		this.subscription.join().cancel();
	}

	List<SubscribeToShardEvent> events() {
		return this.events;
	}

	Stream<Record> records() {
		return this.events.stream().flatMap((event) -> event.records().stream());
	}

	List<String> keys() {
		return records().map(Record::partitionKey).toList();
	}

	/**
	 * The end of the subscription.
	 * @return completed when it has ended, with the exception that ended it, if one did
	 */
	CompletableFuture<Void> end() {
		return this.end;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription.complete(subscription);
		subscription.request(this.initialDemand);
	}

	@Override
	public void onNext(SubscribeToShardEventStream event) {
		this.events.add((SubscribeToShardEvent) event);
	}

	@Override
	public void onError(@Nullable Throwable failure) {
	}

	@Override
	public void onComplete() {
	}

}
