package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;
import io.kinesisboot.embedded.stream.ShardState;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * A look into a stream of an endpoint, for tests: it counts as no call and shows what
 * there is at each moment under the stream's name: nothing after the stream was deleted,
 * and another one that was created in its place. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamView {

	private static final int SHOWN_RECORDS = 20;

	private final String name;

	private final StreamStore streams;

	private final CallWatch watch;

	private final Clock clock;

	StreamView(String name, StreamStore streams, CallWatch watch, Clock clock) {
		this.name = name;
		this.streams = streams;
		this.watch = watch;
		this.clock = clock;
	}

	public String name() {
		return this.name;
	}

	/**
	 * The records that it holds.
	 * @return the records by the time of their arrival, those of a shard in its order
	 */
	public List<RecordView> records() {
		return newest(Integer.MAX_VALUE, Long.MAX_VALUE, null);
	}

	/**
	 * The newest of the records that it holds. Of each shard no more than these are read.
	 * @param limit how many at most
	 * @param bytes how many bytes of payload are enough: the record that fills them is
	 * the oldest that is shown
	 * @param shardId the shard that they are in, or null for all shards
	 * @return the records in the order of {@link #records()}
	 */
	List<RecordView> newest(int limit, long bytes, @Nullable String shardId) {
		List<RecordView> newest = new ArrayList<>();
		states(shardId).forEach((state) -> {
			newest.addAll(newestOf(state.shard(), limit, bytes));
			newest.sort(Comparator.comparing(RecordView::arrivalTime));
			newest.subList(0, firstOfNewest(newest, limit, bytes)).clear();
		});
		return newest;
	}

	private static int firstOfNewest(List<RecordView> records, int limit, long bytes) {
		int oldest = Math.max(0, records.size() - limit);
		int first = records.size();
		long shown = 0;
		while (first > oldest && shown < bytes) {
			first--;
			shown += records.get(first).size();
		}
		return first;
	}

	private List<RecordView> newestOf(KinesisShard shard, int limit, long bytes) {
		List<RecordView> records = new ArrayList<>();
		long end = shard.endPosition(this.clock.millis());
		long position = shard.positionOfNewest(limit, bytes, this.clock.millis());
		while (position < end) {
			int remaining = (int) Math.min(Integer.MAX_VALUE, end - position);
			RecordBatch batch = shard.read(position, remaining, this.clock.millis());
			batch.records().forEach((record) -> records.add(new RecordView(shard, record)));
			position = batch.nextPosition();
		}
		return records;
	}

	private Stream<ShardState> states(@Nullable String shardId) {
		KinesisStream stream = this.streams.find(this.name);
		return (stream != null)
				? stream.readableShards().filter((state) -> shardId == null || state.shard().id().equals(shardId))
				: Stream.empty();
	}

	/**
	 * Its shards, closed ones included until their records have expired.
	 * @return the shards in the order of their ids
	 */
	public List<ShardView> shards() {
		return states(null).map((state) -> new ShardView(state.shard().id(), state.isOpen(), countOf(state.shard())))
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
			if (this.watch.awaitWrites(() -> count(null) >= count, limit)) {
				return records();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EmbeddedKinesisException("Interrupted while waiting for records of stream '" + name() + "'", ex);
		}
		throw new AssertionError("Expected %d records in stream '%s' within %s but there are %s".formatted(count,
				name(), limit, shown()));
	}

	/**
	 * How many records it holds.
	 * @param shardId the shard that they are in, or null for all shards
	 * @return their number
	 */
	long count(@Nullable String shardId) {
		return states(shardId).mapToLong((state) -> countOf(state.shard())).sum();
	}

	private long countOf(KinesisShard shard) {
		long now = this.clock.millis();
		// What is evicted meanwhile moves the start, never the end
		long start = shard.startPosition(now);
		return shard.endPosition(now) - start;
	}

	private String shown() {
		long count = count(null);
		return ((count > SHOWN_RECORDS) ? count + ", the newest of them: " : count + ": ")
				+ newest(SHOWN_RECORDS, Long.MAX_VALUE, null);
	}

	@Override
	public String toString() {
		return "Stream '" + name() + "' with records " + shown();
	}

}
