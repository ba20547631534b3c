package io.kinesisboot.flink.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * Has the records of a shard pushed (SubscribeToShard), as many events as are requested.
 * A subscription lasts five minutes; the next one begins where it ended. Thread-safe.
 */
final class FanOutFeed implements ShardFeed {

	private final FeedSettings settings;

	private final RegisteredConsumer consumer;

	private final String shardId;

	private final Listener listener;

	private final FeedFailures failures;

	private final ReentrantLock lock = new ReentrantLock();

	// The following are guarded by the lock

	private ShardPosition position;

	private boolean wanted;

	private boolean done;

	/** The subscription that there is or that is being made. */
	private @Nullable Push push;

	FanOutFeed(FeedSettings settings, RegisteredConsumer consumer, ShardSplit split, Listener listener) {
		this.settings = settings;
		this.consumer = consumer;
		this.shardId = split.shardId();
		this.position = split.position();
		this.listener = listener;
		this.failures = new FeedFailures(settings.stream(), this.shardId);
	}

	@Override
	public void request() {
		Push current;
		this.lock.lock();
		try {
			this.wanted = true;
			current = this.push;
		}
		finally {
			this.lock.unlock();
		}
		if (current != null) {
			current.request();
		}
		else {
			subscribe();
		}
	}

	private void subscribe() {
		Push next = new Push();
		ShardPosition start;
		this.lock.lock();
		try {
			if (this.done || this.push != null) {
				return;
			}
			this.push = next;
			start = this.position;
		}
		finally {
			this.lock.unlock();
		}
		FeedSettings.attempt(() -> subscribe(start, next)).whenComplete((none, failure) -> next.end(failure));
	}

	private CompletableFuture<Void> subscribe(ShardPosition start, Push next) {
		SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
			.onEventStream((events) -> events.subscribe(next))
			.build();
		return this.consumer.arn()
			.thenCompose((arn) -> this.settings.client()
				.subscribeToShard((request) -> request.consumerARN(arn)
					.shardId(this.shardId)
					.startingPosition(start.startingPosition()), handler));
	}

	/**
	 * Takes an event in.
	 * @return whether it answers a request
	 */
	private boolean received(SubscribeToShardEvent event, Push from) {
		ShardBatch batch = new ShardBatch(event.records(), event.continuationSequenceNumber() == null);
		this.lock.lock();
		try {
			if (this.done || this.push != from) {
				return true;
			}
			this.failures.passed();
			this.position = reached(event);
			this.done = batch.last();
			this.wanted = batch.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		this.listener.behind((event.millisBehindLatest() != null) ? event.millisBehindLatest() : 0);
		if (batch.isEmpty()) {
			return false;
		}
		this.listener.arrived(batch);
		return true;
	}

	private static ShardPosition reached(SubscribeToShardEvent event) {
		if (event.continuationSequenceNumber() != null) {
			return ShardPosition.after(event.continuationSequenceNumber());
		}
		List<Record> records = event.records();
		return records.isEmpty() ? ShardPosition.SHARD_END
				: ShardPosition.after(records.get(records.size() - 1).sequenceNumber());
	}

	private void ended(Push ended, @Nullable Throwable failure) {
		Duration delay = Duration.ZERO;
		Throwable end = null;
		boolean expired = false;
		this.lock.lock();
		try {
			if (this.done || this.push != ended) {
				return;
			}
			if (failure != null) {
				expired = this.failures.isExpired(failure);
				end = expired ? null : giveUp(failure);
				this.done = expired || end != null;
				delay = this.failures.delay();
			}
			this.push = null;
			if (!this.done && !this.wanted) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (expired) {
			this.listener.arrived(new ShardBatch(List.of(), /* last= */ true));
		}
		else if (end != null) {
			this.listener.failed(end);
		}
		else {
			this.settings.after(delay).thenRun(this::subscribe);
		}
	}

	/**
	 * A consumer may be missing until the coordinator has registered it.
	 */
	private @Nullable Throwable giveUp(Throwable failure) {
		Throwable end = this.failures.giveUp(failure);
		if (failure instanceof ResourceNotFoundException) {
			this.consumer.forget();
			return this.failures.isExhausted() ? end : null;
		}
		return end;
	}

	@Override
	public void close() {
		Push current;
		this.lock.lock();
		try {
			this.done = true;
			current = this.push;
		}
		finally {
			this.lock.unlock();
		}
		if (current != null) {
			current.cancel();
		}
	}

	private boolean isWanted() {
		this.lock.lock();
		try {
			return this.wanted;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** One subscription. It ends once, whoever tells so first. */
	private final class Push implements Subscriber<SubscribeToShardEventStream> {

		private volatile @Nullable Subscription subscription;

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			if (isWanted()) {
				subscription.request(1);
			}
		}

		@Override
		public void onNext(SubscribeToShardEventStream event) {
			boolean answered = event instanceof SubscribeToShardEvent batch && received(batch, this);
			if (!answered) {
				request();
			}
		}

		@Override
		public void onError(Throwable failure) {
			end(failure);
		}

		@Override
		public void onComplete() {
			end(null);
		}

		void request() {
			Subscription current = this.subscription;
			if (current != null) {
				current.request(1);
			}
		}

		void cancel() {
			Subscription current = this.subscription;
			if (current != null) {
				current.cancel();
			}
		}

		void end(@Nullable Throwable failure) {
			ended(this, (failure != null) ? FeedFailures.cause(failure) : null);
		}

	}

}
