package io.kinesisboot.consumer.torture;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.kinesisboot.consumer.torture.Observations.SeenCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * When the checkpoint of each shard was first known to have come how far. Immutable.
 */
final class Checkpoints {

	/** Of each shard only those that are higher than all that were seen before. */
	private final Map<String, NavigableMap<Position, Long>> shards = new HashMap<>();

	private final int size;

	/**
	 * Collects what workers found when they got leases, and what else was seen.
	 */
	Checkpoints(Observations observed) {
		Stream<SeenCheckpoint> found = observed.openings()
			.stream()
			.map((opening) -> new SeenCheckpoint(opening.shardId(), opening.resumedAt(), opening.time()));
		List<SeenCheckpoint> all = Stream.concat(found, observed.checkpoints().stream())
			.sorted(Comparator.comparingLong(SeenCheckpoint::time))
			.toList();
		all.forEach(this::add);
		this.size = all.size();
	}

	private void add(SeenCheckpoint seen) {
		NavigableMap<Position, Long> shard = this.shards.computeIfAbsent(seen.shardId(), (id) -> new TreeMap<>());
		if (shard.isEmpty() || seen.position().compareTo(shard.lastKey()) > 0) {
			shard.put(seen.position(), seen.time());
		}
	}

	/**
	 * When a position was first known to be passed, or checkpointed itself.
	 * @return the time, or the end of all times
	 */
	long timePassed(String shardId, Position position) {
		NavigableMap<Position, Long> shard = this.shards.get(shardId);
		Map.@Nullable Entry<Position, Long> passed = (shard != null) ? shard.ceilingEntry(position) : null;
		return (passed != null) ? Objects.requireNonNull(passed.getValue()) : Long.MAX_VALUE;
	}

	int size() {
		return this.size;
	}

}
