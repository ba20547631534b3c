package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the load of a stream's shards, of those that it is told of. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LoadMeter {

	private static final Duration MIN_WINDOW = Duration.ofSeconds(1);

	private static final Duration MAX_WINDOW = Duration.ofDays(1);

	private final Duration window;

	private final Map<String, ShardMeter> shards = new ConcurrentHashMap<>();

	/**
	 * Creates a meter of no shards.
	 * @param window how much time a measure is to span at least, from a second to a day
	 */
	public LoadMeter(Duration window) {
		this.window = requireWindow(window);
	}

	static Duration requireWindow(Duration window) {
		if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
			throw new IllegalArgumentException(
					"'window' must be between %s and %s but was %s".formatted(MIN_WINDOW, MAX_WINDOW, window));
		}
		return window;
	}

	public Duration window() {
		return this.window;
	}

	/**
	 * Begins to measure a shard, anew if it is measured already.
	 * @param shardId the shard
	 * @return what to tell its records
	 */
	public ShardMeter measure(String shardId) {
		ShardMeter meter = new ShardMeter(shardId, this.window);
		this.shards.put(shardId, meter);
		return meter;
	}

	/**
	 * Forgets a shard, which was closed or is read elsewhere now, unless it is measured
	 * anew.
	 * @param meter what was told its records
	 */
	public void forget(ShardMeter meter) {
		this.shards.remove(meter.shardId(), meter);
	}

	/**
	 * How much of what a shard may take it was written, cheaply enough for a gauge.
	 * @param shardId the shard
	 * @return the share of the bytes or of the records, whichever is larger; 1 is full,
	 * and not a number a shard that is not measured
	 */
	public double utilization(String shardId) {
		ShardMeter meter = this.shards.get(shardId);
		return (meter != null) ? meter.utilization() : Double.NaN;
	}

	/**
	 * What was measured.
	 * @return the loads of the shards, in the order of their ids
	 */
	public List<ShardLoad> load() {
		return this.shards.values()
			.stream()
			.map(ShardMeter::load)
			.sorted(Comparator.comparing(ShardLoad::shardId))
			.toList();
	}

}
