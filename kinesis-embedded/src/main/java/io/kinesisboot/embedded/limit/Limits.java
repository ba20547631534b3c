package io.kinesisboot.embedded.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * How much the endpoint takes before it refuses as the service does. A stream's limits
 * are those of its shards, in both stream modes. Immutable.
 *
 * @param writeBytes bytes of data and partition keys that are written to a shard in a
 * second
 * @param writeRecords records that are written to a shard in a second
 * @param readBytes bytes that GetRecords reads from a shard in a second; one call may
 * read more, and is followed by as many seconds without
 * @param reads calls of GetRecords to a shard in a second
 * @param fanOutBytes bytes that are pushed from a shard to a consumer in a second
 * @param calls other calls in a second by action, each for the account, the stream or the
 * shard, as the service counts it
 * @since 0.1.0
 */
public record Limits(long writeBytes, long writeRecords, long readBytes, long reads, long fanOutBytes,
		Map<String, Integer> calls) {

	/** No limit. */
	public static final long NONE = Long.MAX_VALUE;

	private static final long MAX = 1_000_000_000;

	private static final int MIB = 1024 * 1024;

	private static final Limits OFF = new Limits(NONE, NONE, NONE, NONE, NONE, Map.of());

	private static final Limits ENFORCED = new Limits(MIB, 1000, 2 * MIB, 5, 2 * MIB, CallRates.ofTheService());

	public Limits {
		requireRate("writeBytes", writeBytes);
		requireRate("writeRecords", writeRecords);
		requireRate("readBytes", readBytes);
		requireRate("reads", reads);
		requireRate("fanOutBytes", fanOutBytes);
		calls = Map.copyOf(calls);
		calls.forEach((action, rate) -> {
			CallRates.scopeOf(action);
			if (rate < 1 || rate > MAX) {
				throw new IllegalArgumentException("'calls of " + action + "' must be between 1 and " + MAX
						+ ", or lifted by withoutCalls, but was " + rate);
			}
		});
	}

	private static void requireRate(String name, long value) {
		if (value < 1 || (value > MAX && value != NONE)) {
			throw new IllegalArgumentException(
					"'" + name + "' must be between 1 and " + MAX + ", or Limits.NONE, but was " + value);
		}
	}

	/**
	 * No limits.
	 * @return limits that refuse nothing
	 */
	public static Limits off() {
		return OFF;
	}

	/**
	 * The service's own limits.
	 * @return limits that refuse what the service does with default quotas
	 */
	public static Limits enforced() {
		return ENFORCED;
	}

	public Limits withWriteBytes(long perSecond) {
		return new Limits(perSecond, this.writeRecords, this.readBytes, this.reads, this.fanOutBytes, this.calls);
	}

	public Limits withWriteRecords(long perSecond) {
		return new Limits(this.writeBytes, perSecond, this.readBytes, this.reads, this.fanOutBytes, this.calls);
	}

	public Limits withReadBytes(long perSecond) {
		return new Limits(this.writeBytes, this.writeRecords, perSecond, this.reads, this.fanOutBytes, this.calls);
	}

	public Limits withReads(long perSecond) {
		return new Limits(this.writeBytes, this.writeRecords, this.readBytes, perSecond, this.fanOutBytes, this.calls);
	}

	public Limits withFanOutBytes(long perSecond) {
		return new Limits(this.writeBytes, this.writeRecords, this.readBytes, this.reads, perSecond, this.calls);
	}

	/**
	 * Changes the rate of one action.
	 * @param action an action whose calls the service limits, such as
	 * {@code DescribeStream}
	 * @param perSecond how many calls in a second
	 * @return the changed limits
	 */
	public Limits withCalls(String action, int perSecond) {
		Map<String, Integer> changed = new HashMap<>(this.calls);
		changed.put(action, perSecond);
		return withCalls(changed);
	}

	/**
	 * Lifts the limit of one action.
	 * @param action an action whose calls the service limits, such as
	 * {@code DescribeStream}
	 * @return the changed limits
	 */
	public Limits withoutCalls(String action) {
		CallRates.scopeOf(action);
		Map<String, Integer> changed = new HashMap<>(this.calls);
		changed.remove(action);
		return withCalls(changed);
	}

	private Limits withCalls(Map<String, Integer> changed) {
		return new Limits(this.writeBytes, this.writeRecords, this.readBytes, this.reads, this.fanOutBytes, changed);
	}

}
