package io.kinesisboot.consumer;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A tumbling window of a shard, with what has been made of its records so far. The state
 * may be set by another thread than the one that reads it later; the rest is immutable.
 *
 * @since 0.1.0
 */
public final class ShardWindow {

	private final AssignedShard shard;

	private final Instant start;

	private final Instant end;

	private final boolean last;

	private final boolean terminatedEarly;

	private volatile byte @Nullable [] state;

	/**
	 * Creates a window of which nothing has been made yet.
	 * @param shard the shard
	 * @param start the arrival of its first possible record
	 * @param end the arrival that none of its records has reached
	 */
	public ShardWindow(AssignedShard shard, Instant start, Instant end) {
		this(shard, start, end, false, false, null);
	}

	private ShardWindow(AssignedShard shard, Instant start, Instant end, boolean last, boolean terminatedEarly,
			byte @Nullable [] state) {
		this.shard = shard;
		this.start = start;
		this.end = end;
		this.last = last;
		this.terminatedEarly = terminatedEarly;
		this.state = state;
	}

	/**
	 * The window for its last call, with the state of this one.
	 * @param terminatedEarly whether records of its time may follow
	 * @return another window
	 */
	public ShardWindow closing(boolean terminatedEarly) {
		return new ShardWindow(this.shard, this.start, this.end, true, terminatedEarly, this.state);
	}

	/**
	 * The window for a call that may fail, with a state of its own.
	 * @return another window
	 */
	public ShardWindow copy() {
		return new ShardWindow(this.shard, this.start, this.end, this.last, this.terminatedEarly, this.state);
	}

	public AssignedShard shard() {
		return this.shard;
	}

	public Instant start() {
		return this.start;
	}

	public Instant end() {
		return this.end;
	}

	/**
	 * Whether no more records follow.
	 * @return true for the last call, which has none
	 */
	public boolean isLast() {
		return this.last;
	}

	/**
	 * Whether the window has ended before its time, so that another of the same time may
	 * follow.
	 * @return true if so
	 */
	public boolean isTerminatedEarly() {
		return this.terminatedEarly;
	}

	/**
	 * What has been made of the records so far.
	 * @return a JSON object as UTF-8, not to be changed; null if there is nothing yet
	 */
	public byte @Nullable [] state() {
		return this.state;
	}

	/**
	 * Sets what has been made of the records so far.
	 * @param state a JSON object as UTF-8, or null
	 */
	public void state(byte @Nullable [] state) {
		this.state = state;
	}

	@Override
	public String toString() {
		return "window from " + this.start + " to " + this.end + " of shard " + this.shard.shardId() + " of stream '"
				+ this.shard.stream() + "'";
	}

}
