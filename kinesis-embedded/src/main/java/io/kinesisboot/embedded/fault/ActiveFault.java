package io.kinesisboot.embedded.fault;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was added, and how often it struck. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ActiveFault {

	private final int id;

	private final Fault fault;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final SplittableRandom random;

	/* Written by the holder of the lock. */
	private volatile int strikes;

	/**
	 * Arms a fault.
	 * @param id which of the faults it is
	 * @param fault the fault
	 * @param seed what all faults are drawn by; each one draws for itself, so that one
	 * more fault leaves the others as they were
	 */
	ActiveFault(int id, Fault fault, long seed) {
		this.id = id;
		this.fault = fault;
		this.random = new SplittableRandom(new SplittableRandom(seed + id).nextLong());
	}

	/**
	 * Which of the endpoint's faults it is.
	 * @return its number, from 1
	 */
	public int id() {
		return this.id;
	}

	public Fault fault() {
		return this.fault;
	}

	/**
	 * How often it struck.
	 * @return the calls, records or subscriptions that it befell
	 */
	public int strikes() {
		return this.strikes;
	}

	/**
	 * Whether it strikes this time, which is counted.
	 * @param action the action of the call
	 * @param stream the stream that the call concerns, or null
	 * @return whether it does
	 */
	boolean strikes(String action, @Nullable String stream) {
		if (!this.fault.concerns(action, stream)) {
			return false;
		}
		this.lock.lock();
		try {
			if (this.strikes >= this.fault.times()
					|| (this.fault.share() < 1 && this.random.nextDouble() >= this.fault.share())) {
				return false;
			}
			this.strikes = this.strikes + 1;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Draws how long to hold an answer back.
	 * @param most how long at most
	 * @return the delay, within the fault's range
	 */
	Duration delay(Duration most) {
		long range = this.fault.maxDelay().minus(this.fault.minDelay()).toNanos();
		this.lock.lock();
		try {
			Duration drawn = this.fault.minDelay().plusNanos(this.random.nextLong(range + 1));
			return (drawn.compareTo(most) < 0) ? drawn : most;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Writes it as the control path shows it.
	 * @param out where to write
	 */
	public void writeTo(AnswerWriter out) {
		out.number("id", this.id);
		this.fault.writeTo(out);
		out.number("strikes", this.strikes);
	}

	@Override
	public String toString() {
		return this.id + ": " + this.fault + ", struck " + this.strikes + " times";
	}

}
