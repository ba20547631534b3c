package io.kinesisboot.embedded.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.kinesisboot.embedded.protocol.AnswerWriter;

/**
 * A stream and its shards. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisStream {

	/** What the service keeps unless told otherwise. */
	static final Duration RETENTION = Duration.ofHours(24);

	private final String name;

	private final String arn;

	private final long generation;

	private final CapacityMode mode;

	private final Clock clock;

	private final long createdMillis;

	private final ShardMap shards;

	private final RecordMemory memory;

	private final Attachments attachments = new Attachments();

	private final ReentrantLock settingsLock = new ReentrantLock();

	/* Written under the lock. */
	private volatile StreamSettings settings;

	/**
	 * Creates a stream that is ready for use.
	 * @param name its name
	 * @param arn its ARN
	 * @param generation tells it from a deleted stream of the same name
	 * @param mode who decides how many shards it has
	 * @param shardCount how many it has for now
	 * @param settings what its owner can change
	 * @param clock its time
	 * @param memory what counts the bytes of its records
	 */
	KinesisStream(String name, String arn, long generation, CapacityMode mode, int shardCount, StreamSettings settings,
			Clock clock, RecordMemory memory) {
		this.name = name;
		this.arn = arn;
		this.generation = generation;
		this.mode = mode;
		this.settings = settings;
		this.clock = clock;
		this.memory = memory;
		this.createdMillis = clock.millis();
		List<KinesisShard> initial = new ArrayList<>(shardCount);
		for (HashRange range : HashRange.divide(shardCount)) {
			initial.add(new KinesisShard(initial.size(), range, List.of(), this.createdMillis, RETENTION, memory));
		}
		this.shards = new ShardMap(initial);
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
		return this.settings;
	}

	/**
	 * Changes the settings.
	 * @param change makes the new ones of the present ones
	 * @return those before the change
	 */
	public StreamSettings changeSettings(UnaryOperator<StreamSettings> change) {
		this.settingsLock.lock();
		try {
			StreamSettings before = this.settings;
			this.settings = change.apply(before);
			return before;
		}
		finally {
			this.settingsLock.unlock();
		}
	}

	public Attachments attachments() {
		return this.attachments;
	}

	public long generation() {
		return this.generation;
	}

	public ShardMap shards() {
		return this.shards;
	}

	/**
	 * The moment before which records have expired.
	 * @return the moment in milliseconds since the epoch, not before the stream's
	 * creation
	 */
	public long trimHorizonMillis() {
		return Math.max(this.clock.millis() - RETENTION.toMillis(), this.createdMillis);
	}

	/**
	 * The shards whose records have not all expired.
	 * @return the shards, the one of index 0 first
	 */
	public Stream<KinesisShard> readableShards() {
		long horizonMillis = trimHorizonMillis();
		return this.shards.all().stream().filter((shard) -> shard.wasOpenSince(horizonMillis));
	}

	/**
	 * Puts a record where its hash key belongs.
	 * @param record the record
	 * @return where it was put
	 */
	public Placement put(NewRecord record) {
		KinesisShard shard = this.shards.shardOf(record.hashKey());
		long nowMillis = this.clock.millis();
		SequenceNumber number = shard.append(record.partitionKey(), record.data(), this.settings.encrypted(),
				nowMillis);
		this.memory.enforce(nowMillis);
		return new Placement(shard, number);
	}

	/**
	 * Forgets all records, because it was deleted.
	 */
	void discard() {
		this.shards.all().forEach(KinesisShard::discard);
	}

	/**
	 * Writes what a list of streams says about it.
	 * @param out where to write
	 */
	public void writeSummaryTo(AnswerWriter out) {
		out.text("StreamName", this.name);
		out.text("StreamARN", this.arn);
		out.text("StreamStatus", "ACTIVE");
		out.object("StreamModeDetails", (details) -> details.text("StreamMode", this.mode.name()));
		out.instant("StreamCreationTimestamp", Instant.ofEpochMilli(this.createdMillis));
	}

	/**
	 * Writes what both kinds of description say about it.
	 * @param out where to write
	 */
	public void writeDescriptionTo(AnswerWriter out) {
		writeSummaryTo(out);
		out.number("RetentionPeriodHours", RETENTION.toHours());
		this.settings.writeTo(out);
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
