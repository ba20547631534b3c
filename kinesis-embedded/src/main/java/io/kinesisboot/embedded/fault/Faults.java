package io.kinesisboot.embedded.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.protocol.Disturbance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults of an endpoint. They are drawn by one seed: endpoints with the same seed,
 * faults and sequence of calls fail alike. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Faults {

	private static final Logger logger = LoggerFactory.getLogger(Faults.class);

	private final long seed;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<OpenSubscription> subscriptions = new CopyOnWriteArrayList<>();

	/* Written by the holder of the lock. */
	private volatile List<ActiveFault> active = List.of();

	/* Written by the holder of the lock. */
	private volatile int added;

	/**
	 * Creates an empty list.
	 * @param seed what faults are drawn by
	 */
	public Faults(long seed) {
		this.seed = seed;
	}

	/**
	 * What faults are drawn by.
	 * @return the seed, with which a failure can be repeated
	 */
	public long seed() {
		return this.seed;
	}

	/**
	 * Adds a fault, which strikes from now on.
	 * @param fault the fault
	 * @return tells how often it struck
	 */
	public ActiveFault add(Fault fault) {
		ActiveFault armed;
		this.lock.lock();
		try {
			armed = new ActiveFault(this.added + 1, fault, this.seed);
			List<ActiveFault> more = new ArrayList<>(this.active);
			more.add(armed);
			this.active = List.copyOf(more);
			this.added = armed.id();
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Fault {}, drawn with seed {}", armed, this.seed);
		if (fault.kind() == FaultKind.END_SUBSCRIPTIONS) {
			this.subscriptions.forEach((subscription) -> subscription.endIfStruck(armed));
		}
		return armed;
	}

	/**
	 * The faults that were added and not removed, those that are used up included.
	 * @return the faults in the order in which they were added
	 */
	public List<ActiveFault> list() {
		return this.active;
	}

	/**
	 * Removes a fault.
	 * @param id its number
	 * @return whether it was there
	 */
	public boolean remove(int id) {
		this.lock.lock();
		try {
			int before = this.active.size();
			this.active = this.active.stream().filter((fault) -> fault.id() != id).toList();
			return this.active.size() < before;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Removes all faults.
	 */
	public void clear() {
		this.lock.lock();
		try {
			this.active = List.of();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether there is nothing to go wrong.
	 * @return whether there is no fault
	 */
	public boolean isEmpty() {
		return this.active.isEmpty();
	}

	/**
	 * What befalls a call before it is served.
	 * @param action its action
	 * @param stream the stream that it concerns, or null
	 * @return the sum of all that strikes it
	 */
	public Disturbance disturb(String action, @Nullable String stream) {
		Disturbance disturbance = Disturbance.NONE;
		for (ActiveFault armed : this.active) {
			disturbance = switch (armed.fault().kind()) {
				case FAIL_CALLS -> armed.strikes(action, stream)
						? disturbance.refusedWith(Objects.requireNonNull(armed.fault().error())) : disturbance;
				case DELAY_ANSWERS -> armed.strikes(action, stream)
						? disturbance.delayedBy(armed.delay(Fault.MAX_DELAY.minus(disturbance.delay()))) : disturbance;
				default -> disturbance;
			};
		}
		return disturbance;
	}

	/**
	 * What becomes of the answer of a call that was served.
	 * @param action its action
	 * @param stream the stream that it concerns, or null
	 * @return the worst of what strikes it
	 */
	public Delivery deliver(String action, @Nullable String stream) {
		Delivery delivery = Delivery.WHOLE;
		for (ActiveFault armed : this.active) {
			Delivery hindered = switch (armed.fault().kind()) {
				case CUT_ANSWERS -> Delivery.CUT;
				case LOSE_ANSWERS -> Delivery.LOST;
				default -> Delivery.WHOLE;
			};
			if (hindered != Delivery.WHOLE && armed.strikes(action, stream) && hindered.compareTo(delivery) > 0) {
				delivery = hindered;
			}
		}
		return delivery;
	}

	/**
	 * Whether a record is to be throttled.
	 * @param action the action that puts it
	 * @param stream its stream
	 * @return whether it is
	 */
	public boolean throttlesRecord(String action, String stream) {
		return firstStriking(FaultKind.THROTTLE_RECORDS, action, stream) != null;
	}

	/**
	 * How many records to deliver once again.
	 * @param action the action that reads
	 * @param stream the stream it reads
	 * @return how many at most, 0 for none
	 */
	public int repeatedRecords(String action, String stream) {
		ActiveFault armed = firstStriking(FaultKind.REPEAT_RECORDS, action, stream);
		return (armed != null) ? armed.fault().records() : 0;
	}

	private @Nullable ActiveFault firstStriking(FaultKind kind, String action, String stream) {
		for (ActiveFault armed : this.active) {
			if (armed.fault().kind() == kind && armed.strikes(action, stream)) {
				return armed;
			}
		}
		return null;
	}

	/**
	 * What to note in a shard iterator, so that {@link #expiresIterator} can tell whether
	 * it was made before a fault.
	 * @return how many faults had been added
	 */
	public int era() {
		return this.added;
	}

	/**
	 * Whether a shard iterator is to be taken as expired.
	 * @param stream its stream
	 * @param era the {@link #era()} in which it was made
	 * @return whether it is
	 */
	public boolean expiresIterator(String stream, int era) {
		for (ActiveFault armed : this.active) {
			if (armed.id() > era && armed.fault().kind() == FaultKind.EXPIRE_ITERATORS
					&& armed.strikes("GetRecords", stream)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A subscription has begun, and may be ended by a fault from now on.
	 * @param stream its stream
	 * @param end ends it; called once at most, on any thread
	 * @return to be called when it has ended
	 */
	public Runnable subscriptionOpened(String stream, Runnable end) {
		OpenSubscription subscription = new OpenSubscription(stream, end);
		this.subscriptions.add(subscription);
		for (ActiveFault armed : this.active) {
			if (armed.fault().kind() == FaultKind.END_SUBSCRIPTIONS) {
				subscription.endIfStruck(armed);
			}
		}
		return () -> this.subscriptions.remove(subscription);
	}

	@Override
	public String toString() {
		return "seed " + this.seed + ", " + this.active;
	}

}
