package io.kinesisboot.embedded.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.log.RecordMemory;

/**
 * The shards of a stream at one moment, and the way from a hash key to the open shard
 * that takes it. Immutable.
 *
 * @since 0.1.0
 */
public final class ShardMap {

	private static final Comparator<KinesisShard> BY_HASH_KEY = Comparator
		.comparing((shard) -> shard.hashRange().start());

	private final List<ShardState> all;

	private final KinesisShard[] openByHashKey;

	/**
	 * Takes the shards as they are.
	 * @param all every shard, in the order of their indexes
	 */
	ShardMap(List<KinesisShard> all) {
		List<ShardState> states = new ArrayList<>(all.size());
		all.forEach((shard) -> states.add(new ShardState(shard, shard.closedMillis())));
		this.all = List.copyOf(states);
		this.openByHashKey = this.all.stream()
			.filter(ShardState::isOpen)
			.map(ShardState::shard)
			.sorted(BY_HASH_KEY)
			.toArray(KinesisShard[]::new);
	}

	/**
	 * A new stream's shards: equal parts of the ring.
	 * @param count how many
	 * @param createdMillis when, in milliseconds since the epoch
	 * @param account whose they are
	 * @param retention how long records are kept
	 * @param memory what counts the bytes of the records
	 * @return the shards
	 */
	static ShardMap initial(int count, long createdMillis, Account account, Retention retention, RecordMemory memory) {
		long createdSeconds = account.creationSeconds(createdMillis);
		List<KinesisShard> shards = new ArrayList<>(count);
		for (HashRange range : HashRange.divide(count)) {
			shards.add(new KinesisShard(shards.size(), range, List.of(), createdMillis, createdSeconds, retention,
					memory));
		}
		return new ShardMap(shards);
	}

	/**
	 * Every shard whose records have not all expired, closed ones included.
	 * @return the shards in the order of their indexes
	 */
	Stream<ShardState> states() {
		return this.all.stream();
	}

	Stream<KinesisShard> shards() {
		return this.all.stream().map(ShardState::shard);
	}

	/**
	 * The open shards.
	 * @return the shards in the order of their hash keys, without a gap
	 */
	List<KinesisShard> open() {
		return List.of(this.openByHashKey);
	}

	public int openCount() {
		return this.openByHashKey.length;
	}

	boolean holds(KinesisShard shard) {
		return withIndex(shard.index()).isPresent();
	}

	public Optional<KinesisShard> withIndex(int index) {
		int low = 0;
		int high = this.all.size() - 1;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.all.get(middle).shard().index() < index) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		KinesisShard found = this.all.get(low).shard();
		return (found.index() == index) ? Optional.of(found) : Optional.empty();
	}

	boolean isOpen(KinesisShard shard) {
		return shardOf(shard.hashRange().start()) == shard;
	}

	/**
	 * What came in the place of a closed shard.
	 * @param parent the shard
	 * @return the one or two shards that a merge or a split made of it
	 */
	List<KinesisShard> childrenOf(KinesisShard parent) {
		return shards().filter((shard) -> shard.isChildOf(parent)).toList();
	}

	/**
	 * Routes a hash key: the open shards' ranges cover all of them.
	 * @param hashKey the hash key
	 * @return the open shard whose range has it
	 */
	KinesisShard shardOf(HashKey hashKey) {
		int low = 0;
		int high = this.openByHashKey.length - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (this.openByHashKey[middle].hashRange().start().compareTo(hashKey) <= 0) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return this.openByHashKey[low];
	}

	/**
	 * When the first of the closed shards was closed.
	 * @return the time, {@link KinesisShard#OPEN} if all are open
	 */
	long firstClosedMillis() {
		return this.all.stream().mapToLong(ShardState::closedMillis).min().orElse(KinesisShard.OPEN);
	}

	/**
	 * Forgets the shards whose records have all expired.
	 * @param horizonMillis the trim horizon
	 * @return the rest
	 */
	ShardMap since(long horizonMillis) {
		return (firstClosedMillis() >= horizonMillis) ? this : new ShardMap(
				this.all.stream().filter((state) -> state.wasOpenSince(horizonMillis)).map(ShardState::shard).toList());
	}

}
