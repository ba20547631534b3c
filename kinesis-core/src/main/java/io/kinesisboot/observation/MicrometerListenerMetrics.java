package io.kinesisboot.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.listener.dispatch.DeliveryMetrics;
import io.kinesisboot.listener.dispatch.ListenerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Meters of listeners, each with the tag {@code listener}: counters of what becomes of
 * records, by {@code stream}, and gauges of the shards that this process has, by
 * {@code stream} and {@code shard}, which go when the shard goes. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerListenerMetrics implements ListenerMetrics {

	private final MeterRegistry registry;

	private final @Nullable LoadMeters loads;

	private final ShardGauges gauges;

	private final Map<String, ShardCount> counts = new ConcurrentHashMap<>();

	/**
	 * Creates the meters.
	 * @param registry where they are registered
	 * @param maxShards how many shards have gauges of their own, 0 or more; those that
	 * come when so many are there share theirs, as the shard {@code others} of their
	 * listener and stream
	 * @param loads measures the load of shards; null if nothing does
	 */
	public MicrometerListenerMetrics(MeterRegistry registry, int maxShards, @Nullable LoadMeters loads) {
		if (maxShards < 0) {
			throw new IllegalArgumentException("'maxShards' must be 0 or more but was " + maxShards);
		}
		this.registry = registry;
		this.loads = loads;
		this.gauges = new ShardGauges(registry, maxShards, loads != null);
	}

	@Override
	public ShardHandler.Factory shards(String listenerId, String applicationName, ShardHandler.Factory handlers) {
		ShardCount count = this.counts.computeIfAbsent(listenerId, (id) -> ShardCount.register(this.registry, id));
		return new MeteredShardHandlers(listenerId, handlers, (shard) -> utilization(applicationName, shard),
				this.gauges, count);
	}

	private double utilization(String applicationName, AssignedShard shard) {
		LoadMeters loads = this.loads;
		return (loads != null) ? loads.meter(applicationName, shard.stream()).utilization(shard.shardId()) : Double.NaN;
	}

	@Override
	public DeliveryMetrics deliveries(String listenerId, String stream) {
		return new Deliveries(this.registry, Tags.of("listener", listenerId, "stream", stream));
	}

	private static final class Deliveries implements DeliveryMetrics {

		private final Counter handled;

		private final Counter filtered;

		private final Counter recovered;

		private final Counter failures;

		private final Counter retries;

		Deliveries(MeterRegistry registry, Tags tags) {
			Counter.Builder records = Counter.builder("kinesis.listener.records")
				.description("Records that are done, by how")
				.baseUnit("records")
				.tags(tags);
			this.handled = records.tag("outcome", "handled").register(registry);
			this.filtered = records.tag("outcome", "filtered").register(registry);
			this.recovered = records.tag("outcome", "recovered").register(registry);
			this.failures = Counter.builder("kinesis.listener.failures")
				.description("Calls of the listener that have failed")
				.baseUnit("calls")
				.tags(tags)
				.register(registry);
			this.retries = Counter.builder("kinesis.listener.retries")
				.description("Calls that are repetitions of one that has failed")
				.baseUnit("calls")
				.tags(tags)
				.register(registry);
		}

		@Override
		public void handled(int records) {
			this.handled.increment(records);
		}

		@Override
		public void filtered() {
			this.filtered.increment();
		}

		@Override
		public void recovered() {
			this.recovered.increment();
		}

		@Override
		public void failed() {
			this.failures.increment();
		}

		@Override
		public void retried() {
			this.retries.increment();
		}

	}

}
