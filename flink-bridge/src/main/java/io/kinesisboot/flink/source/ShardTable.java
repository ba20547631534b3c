package io.kinesisboot.flink.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Decides which reader gets which shard, and when. Confined to the thread of the job's
 * coordinator.
 * <p>
 * A shard is read when all of those it was made of have been read to their end, by a
 * reader that had one of them: so the records of a key take one way through the job, and
 * keep their order. Where two shards of different readers were merged, a checkpoint which
 * began after both had ended is awaited instead: what was emitted before it has arrived.
 */
final class ShardTable {

	private final ShardPosition initial;

	private final Map<String, KnownShard> shards = new LinkedHashMap<>();

	/** Which reader gets a shard that follows none. */
	private final Map<String, Integer> homes = new HashMap<>();

	private final Map<String, End> ends = new HashMap<>();

	/** Shards that ended and whose readers still keep them. */
	private final Set<String> held = new LinkedHashSet<>();

	private long lastCheckpoint;

	private long completedCheckpoint;

	ShardTable(EnumeratorState state) {
		this.initial = state.initial();
		state.shards().forEach((shard) -> this.shards.put(shard.shardId(), shard));
	}

	EnumeratorState state() {
		return new EnumeratorState(this.initial, List.copyOf(this.shards.values()));
	}

	/**
	 * Takes in which shards there are. What is there at the first time is read from the
	 * initial position, unless its parents are there too; all else from its beginning.
	 */
	void list(Collection<Shard> listing, int readers) {
		boolean first = this.shards.isEmpty();
		Set<String> listed = listing.stream().map(Shard::shardId).collect(Collectors.toSet());
		for (Shard shard : listing) {
			boolean root = KnownShard.parents(shard).stream().noneMatch(listed::contains);
			this.shards.computeIfAbsent(shard.shardId(),
					(id) -> KnownShard.of(shard, (first && root) ? this.initial : ShardPosition.TRIM_HORIZON));
		}
		this.shards.values().removeIf((shard) -> shard.assigned() && !listed.contains(shard.shardId()));
		this.ends.keySet().removeIf((id) -> !listed.contains(id) && !this.held.contains(id));
		settle(readers);
	}

	/**
	 * Neighbours go to the same reader, since neighbours are merged.
	 */
	private void settle(int readers) {
		List<KnownShard> roots = this.shards.values()
			.stream()
			.filter((shard) -> !shard.assigned() && !this.homes.containsKey(shard.shardId())
					&& knownParents(shard).isEmpty())
			.sorted(Comparator.comparing(KnownShard::start))
			.toList();
		for (int i = 0; i < roots.size(); i++) {
			this.homes.put(roots.get(i).shardId(), (int) ((long) i * readers / roots.size()));
		}
	}

	private List<String> knownParents(KnownShard shard) {
		return shard.parents().stream().filter(this.shards::containsKey).toList();
	}

	/**
	 * A reader has read a shard to its end.
	 */
	void ended(String shardId, int reader) {
		this.ends.put(shardId, new End(reader, this.lastCheckpoint));
		this.held.add(shardId);
	}

	/**
	 * A reader starts again from a checkpoint, which does not hold these shards. Those it
	 * has read to their end by then it tells again; others it reads again first.
	 */
	void returned(List<ShardSplit> splits, int reader) {
		this.ends.values().removeIf((end) -> end.reader() == reader);
		this.held.retainAll(this.ends.keySet());
		for (ShardSplit split : splits) {
			KnownShard shard = this.shards.get(split.shardId());
			if (shard != null) {
				this.shards.put(split.shardId(), shard.asReturned(split));
				this.homes.put(split.shardId(), reader);
			}
		}
	}

	void checkpointBegins(long checkpoint) {
		this.lastCheckpoint = checkpoint;
	}

	void checkpointCompletes(long checkpoint) {
		this.completedCheckpoint = checkpoint;
	}

	/** A job without checkpoints must not wait for one. */
	boolean hasCheckpoints() {
		return this.lastCheckpoint > 0;
	}

	/**
	 * Assigns what can be read by now.
	 * @param readers the readers that are there
	 * @param waive whether merged shards wait for no checkpoint
	 * @return the splits by reader
	 */
	Map<Integer, List<ShardSplit>> assign(Set<Integer> readers, boolean waive) {
		Map<Integer, List<ShardSplit>> assignment = new HashMap<>();
		for (KnownShard shard : List.copyOf(this.shards.values())) {
			Integer reader = (!shard.assigned()) ? readerOf(shard, waive) : null;
			if (reader != null && readers.contains(reader)) {
				assignment.computeIfAbsent(reader, (key) -> new ArrayList<>()).add(shard.split());
				this.shards.put(shard.shardId(), shard.asAssigned());
			}
		}
		return assignment;
	}

	private @Nullable Integer readerOf(KnownShard shard, boolean waive) {
		List<String> parents = knownParents(shard);
		if (parents.isEmpty()) {
			return this.homes.get(shard.shardId());
		}
		List<End> parentEnds = parents.stream().map(this.ends::get).filter(Objects::nonNull).toList();
		if (parentEnds.size() < parents.size()) {
			return null;
		}
		boolean oneReader = parentEnds.stream().map(End::reader).distinct().count() == 1;
		boolean arrived = parentEnds.stream().allMatch((end) -> end.checkpoint() < this.completedCheckpoint);
		return (oneReader || arrived || waive) ? parentEnds.get(0).reader() : null;
	}

	/**
	 * Lets go of the shards that ended and whose children are assigned.
	 * @param readers the readers that are there
	 * @return the reader that kept each
	 */
	Map<String, Integer> release(Set<Integer> readers) {
		Map<String, Integer> released = new LinkedHashMap<>();
		for (String shardId : this.held) {
			End end = this.ends.get(shardId);
			if (end != null && readers.contains(end.reader()) && isInGoodHands(shardId)) {
				released.put(shardId, end.reader());
			}
		}
		this.held.removeAll(released.keySet());
		return released;
	}

	/**
	 * A closed shard has children, unless it is gone with all its records.
	 */
	private boolean isInGoodHands(String shardId) {
		List<KnownShard> children = children(shardId);
		return !children.isEmpty() ? children.stream().allMatch(KnownShard::assigned)
				: !this.shards.containsKey(shardId);
	}

	boolean lacksChildren(String shardId) {
		return children(shardId).isEmpty();
	}

	private List<KnownShard> children(String shardId) {
		return this.shards.values().stream().filter((shard) -> shard.parents().contains(shardId)).toList();
	}

	/**
	 * Who read a shard to its end.
	 *
	 * @param reader the reader
	 * @param checkpoint the newest checkpoint that had begun before
	 */
	private record End(int reader, long checkpoint) {

	}

}
