package io.kinesisboot.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.kinesisboot.consumer.ShardProgress;
import io.kinesisboot.observation.MeteredShardHandlers.MeteredShard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gauges of shards, as long as the shards are there: of each by itself up to a
 * number, and of those beyond it together. Thread-safe.
 */
final class ShardGauges {

	private static final Logger logger = LoggerFactory.getLogger(ShardGauges.class);

	private static final String OTHERS = "others";

	private final MeterRegistry registry;

	private final int maxShards;

	private final boolean loads;

	private final ReentrantLock lock = new ReentrantLock();

	/** Those that have shards. Guarded by the lock. */
	private final Map<Key, Group> groups = new HashMap<>();

	/** Guarded by the lock. */
	private boolean told;

	ShardGauges(MeterRegistry registry, int maxShards, boolean loads) {
		this.registry = registry;
		this.maxShards = maxShards;
		this.loads = loads;
	}

	Group add(String listenerId, MeteredShard shard) {
		this.lock.lock();
		try {
			Group group = this.groups.computeIfAbsent(key(listenerId, shard), Group::new);
			group.shards.add(shard);
			return group;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Key key(String listenerId, MeteredShard shard) {
		Key own = new Key(listenerId, shard.stream(), shard.shardId());
		if (this.groups.containsKey(own) || ownGroups() < this.maxShards) {
			return own;
		}
		if (!this.told) {
			this.told = true;
			logger.info("More than {} shards: the others share their gauges, as the shard '{}' of their stream",
					this.maxShards, OTHERS);
		}
		return new Key(listenerId, shard.stream(), OTHERS);
	}

	private long ownGroups() {
		return this.groups.keySet().stream().filter((key) -> !key.shard.equals(OTHERS)).count();
	}

	void remove(Group group, MeteredShard shard) {
		this.lock.lock();
		try {
			group.shards.remove(shard);
			if (group.shards.isEmpty()) {
				this.groups.remove(group.key);
				group.meters.forEach(this.registry::remove);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Which shard of which listener, or all that have none of their own.
	 */
	private record Key(String listener, String stream, String shard) {

		Tags tags() {
			return Tags.of("listener", this.listener, "stream", this.stream, "shard", this.shard);
		}

	}

	/**
	 * Shards with gauges in common: the longest time and the highest load of theirs, and
	 * the sum of what is open. Thread-safe, but for its members, which the lock guards.
	 */
	final class Group {

		private final Key key;

		private final Set<MeteredShard> shards = ConcurrentHashMap.newKeySet(1);

		private final List<Meter> meters = new ArrayList<>(5);

		Group(Key key) {
			this.key = key;
			time("kinesis.listener.behind.latest", "Time that the last read was behind the shard's newest record",
					MeteredShard::behindLatest);
			time("kinesis.listener.checkpoint.age", "Time since a checkpoint was written, or none was due",
					(shard) -> shard.progress().checkpointAge());
			sum("kinesis.listener.open.records", "Records that are read and not done", "records",
					ShardProgress::openRecords);
			sum("kinesis.listener.open.size", "Payload of these records", "bytes", ShardProgress::openBytes);
			if (ShardGauges.this.loads) {
				utilization();
			}
		}

		private void utilization() {
			Supplier<Number> highest = () -> this.shards.stream()
				.mapToDouble(MeteredShard::utilization)
				.max()
				.orElse(Double.NaN);
			this.meters.add(Gauge.builder("kinesis.listener.utilization", highest)
				.description("Share of what the shard may take that it was written")
				.tags(this.key.tags())
				.register(ShardGauges.this.registry));
		}

		private void time(String name, String description, Function<MeteredShard, @Nullable Duration> time) {
			Supplier<Number> longest = () -> this.shards.stream()
				.flatMap((shard) -> Stream.ofNullable(time.apply(shard)))
				.mapToDouble(Duration::toNanos)
				.max()
				.orElse(Double.NaN);
			this.meters.add(TimeGauge.builder(name, longest, TimeUnit.NANOSECONDS)
				.description(description)
				.tags(this.key.tags())
				.register(ShardGauges.this.registry));
		}

		private void sum(String name, String description, String unit, ToLongFunction<ShardProgress> part) {
			Supplier<Number> sum = () -> this.shards.stream().map(MeteredShard::progress).mapToLong(part).sum();
			this.meters.add(Gauge.builder(name, sum)
				.description(description)
				.baseUnit(unit)
				.tags(this.key.tags())
				.register(ShardGauges.this.registry));
		}

	}

}
