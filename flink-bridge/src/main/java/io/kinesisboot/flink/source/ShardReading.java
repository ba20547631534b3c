package io.kinesisboot.flink.source;

import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.flink.StreamName;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A shard that a reader reads: what has arrived of it, and how far that was emitted. At
 * most one batch waits while one is emitted. Confined to the thread of the reader, but
 * for what its feed tells.
 *
 * @param <T> the type of the elements
 */
final class ShardReading<T> implements ShardFeed.Listener, Collector<T> {

	private final ShardSplit split;

	private final UserRecordCursor cursor;

	private final Consumer<ShardReading<T>> arrivals;

	private final Consumer<Throwable> failures;

	/** What has arrived and is not begun. */
	private final Queue<ShardBatch> batches = new ConcurrentLinkedQueue<>();

	private @Nullable ShardFeed feed;

	private @Nullable SourceOutput<T> output;

	private long timestamp;

	private boolean emitting;

	private boolean last;

	private boolean ended;

	private volatile long millisBehindLatest = -1;

	/**
	 * Creates a reading.
	 * @param arrivals is told by the client's threads that there is a batch
	 * @param failures is told by the client's threads that nothing comes any more
	 */
	ShardReading(StreamName stream, ShardSplit split, Consumer<ShardReading<T>> arrivals,
			Consumer<Throwable> failures) {
		this.split = split;
		this.cursor = new UserRecordCursor(stream, split);
		this.ended = split.position().isEnd();
		this.arrivals = arrivals;
		this.failures = failures;
	}

	String shardId() {
		return this.split.shardId();
	}

	ShardSplit split() {
		return this.split.withPosition(this.ended ? ShardPosition.SHARD_END : this.cursor.position());
	}

	boolean isEnded() {
		return this.ended;
	}

	/** In milliseconds, or -1 before the first answer. */
	long millisBehindLatest() {
		return this.millisBehindLatest;
	}

	/**
	 * Begins to read. A shard that has ended is only kept.
	 */
	void open(ShardFeed from, SourceOutput<T> to) {
		this.output = to;
		if (!this.ended) {
			this.feed = from;
			from.request();
		}
	}

	/**
	 * Goes on with the batch that was begun, or else begins the one that waits and asks
	 * for the one after it.
	 */
	void proceed() {
		if (this.emitting) {
			return;
		}
		this.emitting = true;
		ShardBatch batch = this.batches.remove();
		this.cursor.advance(batch.records());
		this.last = batch.last();
		if (!this.last && this.feed != null) {
			this.feed.request();
		}
	}

	/**
	 * Emits the elements of the next user record.
	 * @return whether there was one; if not, the batch is done
	 */
	boolean emitNext(KinesisDeserializer<T> deserializer) throws IOException {
		ReceivedRecord record = this.cursor.next();
		if (record == null) {
			this.emitting = false;
			this.ended |= this.last;
			return false;
		}
		this.timestamp = record.approximateArrivalTimestamp().toEpochMilli();
		deserializer.deserialize(record, this);
		return true;
	}

	@Override
	public void collect(T element) {
		Objects.requireNonNull(this.output).collect(element, this.timestamp);
	}

	@Override
	public void arrived(ShardBatch batch) {
		this.batches.add(batch);
		this.arrivals.accept(this);
	}

	@Override
	public void behind(long millis) {
		this.millisBehindLatest = millis;
	}

	@Override
	public void failed(Throwable failure) {
		this.failures.accept(failure);
	}

	@Override
	public void close() {
		if (this.feed != null) {
			this.feed.close();
		}
	}

}
