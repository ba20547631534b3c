package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.kinesisboot.embedded.action.KinesisService;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.FirehoseService;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.Call;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.protocol.Disturbance;
import org.jspecify.annotations.Nullable;

/**
 * Has faults and limits befall the calls of Kinesis Data Streams and of Firehose, and
 * remembers the newest of them. Thread-safe.
 */
final class CallWatch implements CallInterceptor {

	private static final int MAX_SHARD_ID = 128;

	private static final int MAX_ARN = 2048;

	private final KinesisService service;

	private final Faults faults;

	private final LimitEnforcer limits;

	private final Clock clock;

	private final int capacity;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition written = this.lock.newCondition();

	/* Guarded by the lock. */
	private final Deque<ObservedCall> newest = new ArrayDeque<>();

	/* Guarded by the lock. */
	private long dropped;

	/* Guarded by the lock. */
	private long writes;

	CallWatch(KinesisService service, Faults faults, LimitEnforcer limits, Clock clock, int capacity) {
		this.service = service;
		this.faults = faults;
		this.limits = limits;
		this.clock = clock;
		this.capacity = capacity;
	}

	@Override
	public Disturbance before(Call call) {
		if (!isWatched(call) || (this.faults.isEmpty() && this.limits.isOff())) {
			return Disturbance.NONE;
		}
		String stream = streamOf(call);
		Disturbance disturbance = this.faults.disturb(call.action(), stream);
		if (disturbance.refusal() != null) {
			return disturbance;
		}
		AwsError refusal = this.limits.countCall(call.action(), stream, text(call, "ShardId", MAX_SHARD_ID),
				text(call, "ConsumerARN", MAX_ARN));
		return (refusal != null) ? disturbance.refusedWith(refusal) : disturbance;
	}

	private static boolean isWatched(Call call) {
		return call.service().equals(KinesisService.TARGET_PREFIX) || isOfFirehose(call);
	}

	private static boolean isOfFirehose(Call call) {
		return call.service().equals(FirehoseService.TARGET_PREFIX);
	}

	private @Nullable String streamOf(Call call) {
		return isOfFirehose(call) ? FirehoseService.streamOf(call.parameters())
				: this.service.streamOf(call.parameters());
	}

	private static @Nullable String text(Call call, String member, int maxLength) {
		return (call.parameters().members().get(member) instanceof String text && text.length() <= maxLength) ? text
				: null;
	}

	@Override
	public Delivery after(Call call, @Nullable AwsError refusal) {
		if (!isWatched(call)) {
			return Delivery.WHOLE;
		}
		String stream = streamOf(call);
		Delivery delivery = (refusal != null) ? Delivery.WHOLE : this.faults.deliver(call.action(), stream);
		remember(new ObservedCall(call.action(), stream, this.clock.instant(), refusal, delivery));
		return delivery;
	}

	private void remember(ObservedCall observed) {
		this.lock.lock();
		try {
			this.newest.add(observed);
			if (this.newest.size() > this.capacity) {
				this.newest.remove();
				this.dropped++;
			}
			if (observed.action().startsWith("PutRecord")) {
				this.writes++;
				this.written.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	CallHistory history() {
		this.lock.lock();
		try {
			return new CallHistory(List.copyOf(this.newest), this.dropped);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until something is the case, which is looked at again after each call that
	 * writes. Calls go on meanwhile.
	 * @param condition what to wait for
	 * @param limit how long at most
	 * @return whether it is the case
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitWrites(BooleanSupplier condition, Duration limit) throws InterruptedException {
		long remaining = limit.toNanos();
		long seen = -1;
		while (!condition.getAsBoolean()) {
			if (remaining <= 0) {
				return false;
			}
			this.lock.lockInterruptibly();
			try {
				while (this.writes == seen && remaining > 0) {
					remaining = this.written.awaitNanos(remaining);
				}
				seen = this.writes;
			}
			finally {
				this.lock.unlock();
			}
		}
		return true;
	}

}
