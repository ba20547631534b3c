package io.kinesisboot.autoconfigure.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.kinesisboot.capacity.reshard.ReshardOptions;
import io.kinesisboot.stream.plan.CapacityMode;
import io.kinesisboot.stream.plan.StreamPolicy;
import io.kinesisboot.stream.plan.StreamSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a stream shall be. What is not set is left to the service for a new stream, and as
 * it is for one that exists. Immutable.
 *
 * @param mode who decides how many shards it has: its owner (PROVISIONED), as by default
 * for a new stream, or the service (ON_DEMAND)
 * @param shards number of shards in provisioned mode; 1 for a new stream if not set
 * @param maxRecordSize largest record that it takes, 1 to 10 MB in whole KB
 * @param retention how long records are kept, 24 to 8760 whole hours
 * @param encryption id, ARN or alias (alias/...) of the KMS key that encrypts records, or
 * none
 * @param tags tags that it has beside others
 * @param consumers names of registered consumers that it has beside others
 * @param onMissing what to do at the start if there is no such stream: create it, or fail
 * @param onDifference what to do at the start if it is not as configured: warn in the
 * log, update it, or fail
 * @param reduce whether an update may also take away: shards, retention and so records,
 * the size of records, encryption
 * @param scaling bounds within which its shards are changed to fit its load; they are
 * left as they are if not set
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public record KinesisStreamProperties(@Nullable CapacityMode mode, @Nullable Integer shards,
		@Nullable DataSize maxRecordSize, @Nullable Duration retention, @Nullable String encryption,
		@DefaultValue Map<String, String> tags, @DefaultValue List<String> consumers,
		@DefaultValue("create") StreamPolicy.OnMissing onMissing,
		@DefaultValue("warn") StreamPolicy.OnDifference onDifference, @DefaultValue("false") boolean reduce,
		@Nullable Scaling scaling) {

	public KinesisStreamProperties {
		tags = Map.copyOf(tags);
		consumers = List.copyOf(consumers);
		if (scaling != null && mode == CapacityMode.ON_DEMAND) {
			throw new IllegalArgumentException(
					"'scaling' must not be set in the mode 'on-demand', where the service decides");
		}
		if (scaling != null && shards != null) {
			requireBounds(scaling.options(), shards);
		}
		spec("stream", mode, shards, maxRecordSize, retention, encryption, tags, consumers, scaling);
	}

	private static void requireBounds(ReshardOptions bounds, int shards) {
		if (shards < bounds.minShards() || shards > bounds.maxShards()) {
			throw new IllegalArgumentException(
					"'shards' must be between 'scaling.minShards' %d and 'scaling.maxShards' %d but was %d"
						.formatted(bounds.minShards(), bounds.maxShards(), shards));
		}
	}

	/**
	 * Says how the stream shall be.
	 * @param name its name
	 * @return how it shall be
	 */
	StreamSpec spec(String name) {
		return spec(name, this.mode, this.shards, this.maxRecordSize, this.retention, this.encryption, this.tags,
				this.consumers, this.scaling);
	}

	private static StreamSpec spec(String name, @Nullable CapacityMode mode, @Nullable Integer shards,
			@Nullable DataSize maxRecordSize, @Nullable Duration retention, @Nullable String encryption,
			Map<String, String> tags, List<String> consumers, @Nullable Scaling scaling) {
		return new StreamSpec(name, mode, (shards == null && scaling != null) ? (Integer) scaling.minShards() : shards,
				scaling != null, (maxRecordSize != null) ? maxRecordSize.toBytes() : null, retention, encryption, tags,
				consumers);
	}

	StreamPolicy policy() {
		return new StreamPolicy(this.onMissing, this.onDifference, this.reduce);
	}

	/**
	 * Bounds within which shards are changed to fit the load.
	 *
	 * @param minShards fewest shards
	 * @param maxShards most shards; must be set
	 * @param interval how long to wait after each look at the load for the next one
	 * @param applicationName application whose listeners measure the load here; that of
	 * kinesis.listener if not set
	 * @param sharedConsumers how many applications poll the stream
	 */
	public record Scaling(@DefaultValue("1") int minShards, @Nullable Integer maxShards,
			@DefaultValue("5m") Duration interval, @Nullable String applicationName,
			@DefaultValue("1") int sharedConsumers) {

		public Scaling {
			options(minShards, maxShards, sharedConsumers);
			if (interval.toSeconds() < 1) {
				throw new IllegalArgumentException("'interval' must be at least 1 s but was " + interval);
			}
		}

		ReshardOptions options() {
			return options(this.minShards, this.maxShards, this.sharedConsumers);
		}

		private static ReshardOptions options(int minShards, @Nullable Integer maxShards, int sharedConsumers) {
			if (maxShards == null) {
				throw new IllegalArgumentException(
						"'maxShards' must be set, to between 1 and 10000 (UpdateShardCount limit)");
			}
			return ReshardOptions.between(minShards, maxShards).withSharedConsumers(sharedConsumers);
		}

	}

}
