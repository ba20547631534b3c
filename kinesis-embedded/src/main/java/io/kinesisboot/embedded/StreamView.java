package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;

/**
 * A look into a stream of an endpoint, for tests: it counts as no call and shows what
 * there is at each moment. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamView {

	private final KinesisStream stream;

	private final CallWatch watch;

	private final Clock clock;

	StreamView(KinesisStream stream, CallWatch watch, Clock clock) {
		this.stream = stream;
		this.watch = watch;
		this.clock = clock;
	}

	public String name() {
		return this.stream.name();
	}

	/**
	 * The records that it holds.
	 * @return the records by the time of their arrival, those of a shard in its order
	 */
	public List<RecordView> records() {
		List<RecordView> records = new ArrayList<>();
		this.stream.readableShards().forEach((state) -> records.addAll(records(state.shard())));
		records.sort(Comparator.comparing(RecordView::arrivalTime));
		return records;
	}

	private List<RecordView> records(KinesisShard shard) {
		List<RecordView> records = new ArrayList<>();
		long position = 0;
		RecordBatch batch;
		do {
			batch = shard.read(position, Integer.MAX_VALUE, this.clock.millis());
			batch.records().forEach((record) -> records.add(new RecordView(shard, record)));
			position = batch.nextPosition();
		}
		while (!batch.records().isEmpty());
		return records;
	}

	/**
	 * Its shards, closed ones included until their records have expired.
	 * @return the shards in the order of their ids
	 */
	public List<ShardView> shards() {
		return this.stream.readableShards()
			.map((state) -> new ShardView(state.shard().id(), state.isOpen(), count(state.shard())))
			.toList();
	}

	/**
	 * Waits until it holds a number of records.
	 * @param count how many at least
	 * @param limit how long to wait at most
	 * @return the records that it holds then, see {@link #records()}
	 * @throws AssertionError if it does not hold as many within the limit; the message
	 * shows those that it holds
	 */
	public List<RecordView> awaitRecords(int count, Duration limit) {
		try {
			if (this.watch.awaitWrites(() -> count() >= count, limit)) {
				return records();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EmbeddedKinesisException("Interrupted while waiting for records of stream '" + name() + "'", ex);
		}
		List<RecordView> records = records();
		throw new AssertionError("Expected %d records in stream '%s' within %s but there are %d: %s".formatted(count,
				name(), limit, records.size(), shown(records)));
	}

	private long count() {
		return this.stream.readableShards().mapToLong((state) -> count(state.shard())).sum();
	}

	private long count(KinesisShard shard) {
		long now = this.clock.millis();
		return shard.endPosition(now) - shard.startPosition(now);
	}

	private static String shown(List<RecordView> records) {
		int most = 20;
		return (records.size() <= most) ? records.toString() : records.subList(0, most) + "...";
	}

	@Override
	public String toString() {
		return "Stream '" + name() + "' with " + shown(records());
	}

}
