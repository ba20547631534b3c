package io.kinesisboot.embedded.fanout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.stream.KinesisShard;

/**
 * The subscriptions that are open: one at most for a consumer and a shard. For five
 * seconds from its begin no other is admitted, also if it has ended by then; a later one
 * takes its place. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SubscriptionRegistry {

	/** How long after a subscription there cannot be another one. */
	private static final Duration PROTECTION = Duration.ofSeconds(5);

	private final String accountId;

	private final Clock clock;

	private final Faults faults;

	private final LimitEnforcer limits;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final Map<Place, ShardSubscription> open = new LinkedHashMap<>();

	/* When the newest subscriptions began, open or not. Guarded by the lock. */
	private final Map<Place, Instant> begun = new HashMap<>();

	public SubscriptionRegistry(String accountId, Clock clock, Faults faults, LimitEnforcer limits) {
		this.accountId = accountId;
		this.clock = clock;
		this.faults = faults;
		this.limits = limits;
	}

	/**
	 * Admits a subscription, which begins when the answer is opened.
	 * @param consumer who subscribes
	 * @param shard to what
	 * @param position where it begins to read
	 * @return the answer
	 * @throws AwsError if the consumer is not active, or has just subscribed to the shard
	 */
	public EventStreamAnswer admit(RegisteredConsumer consumer, KinesisShard shard, long position) {
		Place place = new Place(consumer, shard);
		this.lock.lock();
		try {
			requireFree(place);
		}
		finally {
			this.lock.unlock();
		}
		return new Admission(place, position);
	}

	private void requireFree(Place place) {
		RegisteredConsumer consumer = place.consumer();
		if (consumer.state() != ConsumerState.ACTIVE) {
			throw KinesisErrors
				.inUse("Consumer %s with creation timestamp %d under stream %s and account %s is not in ACTIVE status."
					.formatted(consumer.name(), consumer.createdSeconds(), consumer.stream().name(), this.accountId));
		}
		forgetUnprotected();
		if (this.begun.containsKey(place)) {
			throw anotherIsActive(place);
		}
	}

	private void forgetUnprotected() {
		Instant latest = this.clock.instant().minus(PROTECTION);
		this.begun.entrySet()
			.removeIf((entry) -> !entry.getValue().isAfter(latest)
					|| entry.getKey().consumer().state() != ConsumerState.ACTIVE);
	}

	private AwsError anotherIsActive(Place place) {
		RegisteredConsumer consumer = place.consumer();
		return KinesisErrors.inUse("Another active subscription exists for this consumer: %s:%s:%s:%s"
			.formatted(this.accountId, consumer.stream().name(), place.shard().id(), consumer.name()));
	}

	private void begin(Place place, ShardSubscription subscription) {
		ShardSubscription previous;
		this.lock.lock();
		try {
			requireFree(place);
			this.begun.put(place, subscription.since());
			previous = this.open.put(place, subscription);
		}
		finally {
			this.lock.unlock();
		}
		if (previous != null) {
			previous.fail(anotherIsActive(place));
		}
		subscription.begin();
	}

	private void remove(ShardSubscription subscription) {
		this.lock.lock();
		try {
			this.open.remove(new Place(subscription.consumer(), subscription.shard()), subscription);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends subscriptions with an exception.
	 * @param condition which
	 * @param error the exception
	 */
	void failAll(Predicate<ShardSubscription> condition, AwsError error) {
		all().stream().filter(condition).forEach((subscription) -> subscription.fail(error));
	}

	/**
	 * Lists the subscriptions that are open.
	 * @return the subscriptions as of now
	 */
	public List<ShardSubscription> all() {
		this.lock.lock();
		try {
			return List.copyOf(this.open.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What one subscription at most can have. Immutable.
	 *
	 * @param consumer who subscribes
	 * @param shard to what
	 */
	private record Place(RegisteredConsumer consumer, KinesisShard shard) {

	}

	/**
	 * The answer to a call that was admitted. Thread-safe.
	 */
	private final class Admission implements EventStreamAnswer {

		private final Place place;

		private final long position;

		Admission(Place place, long position) {
			this.place = place;
			this.position = position;
		}

		@Override
		public void writeTo(AnswerWriter out) {
		}

		@Override
		public EventSource open(EventSink sink) {
			ShardSubscription subscription = new ShardSubscription(this.place.consumer(), this.place.shard(),
					this.position, sink, SubscriptionRegistry.this.clock, gate(), SubscriptionRegistry.this::remove);
			try {
				begin(this.place, subscription);
			}
			catch (AwsError ex) {
				// Between the call and its answer another one was faster
				subscription.fail(ex);
			}
			return subscription;
		}

		private PushGate gate() {
			return new PushGate(SubscriptionRegistry.this.faults, SubscriptionRegistry.this.limits,
					this.place.consumer(), this.place.shard(), this.position);
		}

	}

}
