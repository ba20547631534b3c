package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.log.RecordMemory;

/**
 * Closes shards of a stream and opens others in their place. Confined to the holder of
 * the stream's lock.
 */
final class Resharding {

	/**
	 * By how much the ends of equal parts may differ because parts are rounded. A shard
	 * that ends as near as this to where it should does not change.
	 */
	private static final BigInteger ROUNDING = BigInteger.valueOf(1_000_000);

	private final List<KinesisShard> all;

	private final NavigableMap<HashKey, KinesisShard> open = new TreeMap<>();

	private final long nowMillis;

	private final Account account;

	private final Retention retention;

	private final RecordMemory memory;

	Resharding(ShardMap shards, long nowMillis, Account account, Retention retention, RecordMemory memory) {
		this.all = new ArrayList<>(shards.shards().toList());
		shards.open().forEach((shard) -> this.open.put(shard.hashRange().start(), shard));
		this.nowMillis = nowMillis;
		this.account = account;
		this.retention = retention;
		this.memory = memory;
	}

	/**
	 * Splits an open shard in two.
	 * @param shard the shard
	 * @param start where the second of its children starts
	 */
	void split(KinesisShard shard, HashKey start) {
		shard.close(this.nowMillis);
		HashRange range = shard.hashRange();
		open(new HashRange(range.start(), start.previous()), List.of(shard));
		open(new HashRange(start, range.end()), List.of(shard));
	}

	/**
	 * Merges two open shards that are neighbours.
	 * @param lower the shard of the lower hash keys
	 * @param upper the shard of the hash keys that follow
	 * @return their child
	 */
	KinesisShard merge(KinesisShard lower, KinesisShard upper) {
		lower.close(this.nowMillis);
		upper.close(this.nowMillis);
		this.open.remove(upper.hashRange().start());
		return open(new HashRange(lower.hashRange().start(), upper.hashRange().end()), List.of(lower, upper));
	}

	private KinesisShard open(HashRange range, List<KinesisShard> parents) {
		long createdMillis = parents.stream().mapToLong(KinesisShard::closedMillis).reduce(this.nowMillis, Math::max);
		int index = this.all.get(this.all.size() - 1).index() + 1;
		KinesisShard shard = new KinesisShard(index, range, parents, createdMillis,
				this.account.creationSeconds(createdMillis), this.retention, this.memory);
		this.all.add(shard);
		this.open.put(range.start(), shard);
		return shard;
	}

	/**
	 * Leads to equal parts: splits the shards in which a part starts, then merges what
	 * belongs to the same part. Shards that live only in between are opened and closed at
	 * once.
	 * @param parts how many
	 */
	void divide(int parts) {
		Set<HashKey> starts = new HashSet<>();
		HashRange.divide(parts).forEach((part) -> starts.add(snapped(part.start())));
		starts.stream().sorted().forEach(this::splitAt);
		mergeUpTo(starts);
	}

	private HashKey snapped(HashKey start) {
		return Stream.of(this.open.floorKey(start), this.open.ceilingKey(start))
			.filter((boundary) -> boundary != null
					&& boundary.value().subtract(start.value()).abs().compareTo(ROUNDING) <= 0)
			.findFirst()
			.orElse(start);
	}

	private void splitAt(HashKey start) {
		if (!this.open.containsKey(start)) {
			split(this.open.floorEntry(start).getValue(), start);
		}
	}

	private void mergeUpTo(Set<HashKey> starts) {
		Collection<KinesisShard> pieces = List.copyOf(this.open.values());
		KinesisShard part = this.open.firstEntry().getValue();
		for (KinesisShard piece : pieces) {
			part = starts.contains(piece.hashRange().start()) ? piece : merge(part, piece);
		}
	}

	/**
	 * The outcome.
	 * @return all shards, those that were closed included
	 */
	ShardMap toShardMap() {
		return new ShardMap(this.all);
	}

}
