package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * A stream and its shards. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisStream {

	private static final Consumer<Resharding> NO_RESHARDING = (resharding) -> {
	};

	private final String name;

	private final String arn;

	private final long generation;

	private final Account account;

	private final long createdMillis;

	private final Retention retention;

	private final ReshardRules rules;

	private final StreamShards shards;

	/* Written by the holder of the shards' lock. */
	private volatile CapacityMode mode;

	/* Written by the holder of the shards' lock. */
	private volatile @Nullable Integer warmThroughput;

	private final RecordMemory memory;

	private final Attachments attachments;

	/* Written by the holder of the shards' lock. */
	private volatile StreamSettings settings;

	/**
	 * Creates a stream.
	 * @param name its name
	 * @param generation tells it from a deleted stream of the same name
	 * @param plan what it is to be like
	 * @param account whose it is
	 * @param memory what counts the bytes of its records
	 */
	KinesisStream(String name, long generation, StreamPlan plan, Account account, RecordMemory memory) {
		this.name = name;
		this.arn = account.arns().ofStream(name);
		this.generation = generation;
		this.mode = plan.mode();
		this.warmThroughput = plan.warmThroughput();
		this.settings = plan.settings();
		this.attachments = new Attachments();
		this.account = account;
		this.memory = memory;
		this.createdMillis = account.millis();
		this.retention = new Retention(this.createdMillis);
		this.rules = new ReshardRules(name, account);
		this.shards = new StreamShards(
				ShardMap.initial(plan.shardCount(), this.createdMillis, account, this.retention, memory), account,
				this.retention, memory, this.createdMillis + plan.creationTime().toMillis());
		this.attachments.addTags(plan.tags());
	}

	public String name() {
		return this.name;
	}

	public String arn() {
		return this.arn;
	}

	public CapacityMode mode() {
		return this.mode;
	}

	public StreamSettings settings() {
		settle();
		return this.settings;
	}

	/**
	 * Changes the settings. The new ones count when the account's transition time is
	 * over.
	 * @param change makes the new ones of the present ones
	 * @return those before the change
	 * @throws AwsError if it is not active
	 */
	public StreamSettings changeSettings(UnaryOperator<StreamSettings> change) {
		StreamSettings[] before = { this.settings };
		change(StreamStatus.UPDATING, (current) -> {
			before[0] = this.settings;
			StreamSettings after = change.apply(before[0]);
			return (resharding) -> this.settings = after;
		});
		return before[0];
	}

	public Attachments attachments() {
		return this.attachments;
	}

	public long createdMillis() {
		return this.createdMillis;
	}

	public long generation() {
		return this.generation;
	}

	/**
	 * Its shards at this moment.
	 * @return the shards whose records have not all expired
	 */
	public ShardMap shards() {
		settle();
		return this.shards.current();
	}

	/**
	 * Carries out what has become due, such as a reshard whose time has come.
	 */
	public void settle() {
		this.shards.millis();
	}

	public StreamStatus status() {
		return this.shards.status();
	}

	boolean isGone() {
		return this.shards.isGone();
	}

	/**
	 * The moment before which records have expired.
	 * @return the moment in milliseconds since the epoch, not before the stream's
	 * creation
	 */
	public long trimHorizonMillis() {
		return this.retention.horizonMillis(this.account.millis());
	}

	/**
	 * The shards whose records have not all expired.
	 * @return the shards as they are at this moment, in the order of their indexes; none
	 * while the stream is being created
	 */
	public Stream<ShardState> readableShards() {
		return (status() == StreamStatus.CREATING) ? Stream.empty() : this.shards.current().states();
	}

	/**
	 * What came in the place of a shard that was found closed.
	 * @param shard the shard
	 * @return its children
	 */
	public List<KinesisShard> childrenOf(KinesisShard shard) {
		return this.shards.settled().childrenOf(shard);
	}

	/**
	 * The shard that takes a record now.
	 * @param record the record
	 * @return the open shard whose range has its hash key
	 */
	public KinesisShard shardOf(NewRecord record) {
		return this.shards.current().shardOf(record.hashKey());
	}

	/**
	 * Puts a record where its hash key belongs.
	 * @param record the record
	 * @return where it was put
	 */
	public Placement put(NewRecord record) {
		long nowMillis = this.shards.millis();
		KinesisShard shard = shardOf(record);
		boolean encrypted = this.settings.encrypted();
		SequenceNumber number = shard.append(record.partitionKey(), record.data(), encrypted, nowMillis);
		while (number == null) {
			shard = this.shards.settled().shardOf(record.hashKey());
			number = shard.append(record.partitionKey(), record.data(), encrypted, nowMillis);
		}
		this.memory.enforce(nowMillis);
		if (shard.isBusy() && this.mode == CapacityMode.ON_DEMAND) {
			this.shards.relieve(shard);
		}
		return new Placement(shard, number);
	}

	/**
	 * Splits a shard in two.
	 * @param shardId the shard
	 * @param newStart where the second of its children is to start, in decimal digits
	 * @throws AwsError if the service would not
	 */
	public void split(String shardId, String newStart) {
		reshard((current) -> this.rules.split(current, shardId, newStart));
	}

	/**
	 * Merges two shards.
	 * @param shardId the shard of the lower hash keys
	 * @param adjacentShardId the shard of the hash keys that follow
	 * @throws AwsError if the service would not
	 */
	public void merge(String shardId, String adjacentShardId) {
		reshard((current) -> this.rules.merge(current, shardId, adjacentShardId));
	}

	/**
	 * Splits and merges shards so that they are equal parts.
	 * @param target how many there are to be
	 * @return how many there were
	 * @throws AwsError if the service would not
	 */
	public int updateShardCount(int target) {
		return reshard((current) -> this.rules.updateCount(current, target)).openCount();
	}

	private ShardMap reshard(Function<ShardMap, Consumer<Resharding>> plan) {
		return change(StreamStatus.UPDATING, (current) -> {
			if (this.mode == CapacityMode.ON_DEMAND) {
				throw KinesisErrors.validation("Request is invalid. Stream %s under account %s is in On-Demand mode."
					.formatted(this.name, this.account.id()));
			}
			return plan.apply(current);
		});
	}

	/**
	 * Changes who decides how many shards it has. It keeps those that it has.
	 * @param newMode who
	 * @param throughput how many MiB each second it is to be kept ready for, or null
	 * @throws AwsError if the service would not
	 */
	public void updateMode(CapacityMode newMode, @Nullable Integer throughput) {
		change(StreamStatus.UPDATING, (current) -> adopt(newMode, throughput, current.openCount()));
	}

	/**
	 * Keeps an on-demand stream ready for a throughput.
	 * @param throughput how many MiB each second
	 * @throws AwsError if the service would not
	 */
	public void updateWarmThroughput(int throughput) {
		change(StreamStatus.UPDATING, (current) -> adopt(this.mode, throughput, current.openCount()));
	}

	private Consumer<Resharding> adopt(CapacityMode newMode, @Nullable Integer throughput, int shardCount) {
		StreamPlan.requireAllowed(newMode, throughput);
		int target = (throughput != null) ? Math.max(shardCount, throughput) : shardCount;
		this.account.take(target - shardCount, newMode.onDemandStreams() - this.mode.onDemandStreams());
		this.mode = newMode;
		this.warmThroughput = throughput;
		return (target > shardCount) ? (resharding) -> resharding.divide(target) : NO_RESHARDING;
	}

	/**
	 * Keeps records for a longer time.
	 * @param hours how long
	 * @throws AwsError if the service would not
	 */
	public void increaseRetention(int hours) {
		updateRetention(hours, (existing) -> existing <= hours, "shorter", "DecreaseRetentionPeriod");
	}

	/**
	 * Keeps records for a shorter time. Those that are older are gone at once.
	 * @param hours how long
	 * @throws AwsError if the service would not
	 */
	public void decreaseRetention(int hours) {
		updateRetention(hours, (existing) -> existing >= hours, "longer", "IncreaseRetentionPeriod");
	}

	private void updateRetention(int hours, LongPredicate fits, String direction, String otherAction) {
		change(StreamStatus.UPDATING, (current) -> {
			Retention.requireAllowed(hours);
			long existing = this.retention.period().toHours();
			if (!fits.test(existing)) {
				throw KinesisErrors
					.invalidArgument(("Requested retention period (%d hours) for stream %s can not be %s than existing "
							+ "retention period (%d hours). Use %s API.")
						.formatted(hours, this.name, direction, existing, otherAction));
			}
			long nowMillis = this.account.millis();
			this.retention.change(Duration.ofHours(hours), nowMillis);
			current.shards().forEach((shard) -> shard.expire(nowMillis));
			return NO_RESHARDING;
		});
	}

	/**
	 * Begins to delete it.
	 * @throws AwsError if it is not active
	 */
	void delete() {
		change(StreamStatus.DELETING, (current) -> {
			this.account.take(-current.openCount(), -this.mode.onDemandStreams());
			return NO_RESHARDING;
		});
	}

	/**
	 * Every shard that may hold records.
	 * @return the shards as they are at this moment
	 */
	Stream<KinesisShard> holders() {
		return this.shards.current().shards();
	}

	/**
	 * Forgets all records, because it was deleted.
	 */
	void discard() {
		holders().forEach(KinesisShard::discard);
	}

	private ShardMap change(StreamStatus status, Function<ShardMap, Consumer<Resharding>> plan) {
		return this.shards.change(status, (current) -> {
			requireActive();
			return plan.apply(current);
		});
	}

	private void requireActive() {
		if (status() != StreamStatus.ACTIVE) {
			throw notActive();
		}
	}

	/**
	 * Refuses a call that needs the shards of a stream which has none yet or loses them.
	 * @throws AwsError while it is being created or deleted
	 */
	public void requireShards() {
		if (!status().takesRecords()) {
			throw notActive();
		}
	}

	private AwsError notActive() {
		return KinesisErrors.inUse("Stream %s under account %s not ACTIVE, instead in state %s".formatted(this.name,
				this.account.id(), status()));
	}

	/**
	 * Writes what a list of streams says about it.
	 * @param out where to write
	 */
	public void writeSummaryTo(AnswerWriter out) {
		out.text("StreamName", this.name);
		out.text("StreamARN", this.arn);
		out.text("StreamStatus", status().name());
		out.object("StreamModeDetails", (details) -> details.text("StreamMode", this.mode.name()));
		out.instant("StreamCreationTimestamp", Instant.ofEpochMilli(this.createdMillis));
	}

	/**
	 * Writes what both kinds of description say about it.
	 * @param out where to write
	 */
	public void writeDescriptionTo(AnswerWriter out) {
		writeSummaryTo(out);
		out.number("RetentionPeriodHours", this.retention.period().toHours());
		settings().writeTo(out);
	}

	/**
	 * Writes what it is kept ready for, if somebody said.
	 * @param out where to write
	 */
	public void writeWarmThroughputTo(AnswerWriter out) {
		Integer target = this.warmThroughput;
		if (target != null) {
			out.object("WarmThroughput", (throughput) -> throughput.number("TargetMiBps", target)
				.number("CurrentMiBps", shards().openCount()));
		}
	}

	/**
	 * Where a record was put. Immutable.
	 *
	 * @param shard its shard
	 * @param sequenceNumber its number there
	 */
	public record Placement(KinesisShard shard, SequenceNumber sequenceNumber) {

		public void writeTo(AnswerWriter out) {
			out.text("SequenceNumber", this.sequenceNumber.toString()).text("ShardId", this.shard.id());
		}

	}

}
