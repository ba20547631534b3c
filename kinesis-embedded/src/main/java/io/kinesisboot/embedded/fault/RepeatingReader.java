package io.kinesisboot.embedded.fault;

import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.RecordBatch;

/**
 * Reads shards, and has a fault repeat what the reader had already. However much that is,
 * each read that finds something new delivers some of it, and none goes back.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class RepeatingReader {

	private final Faults faults;

	private final String action;

	/**
	 * Creates a reader.
	 * @param faults what may go wrong
	 * @param action the action that reads
	 */
	public RepeatingReader(Faults faults, String action) {
		this.faults = faults;
		this.action = action;
	}

	/**
	 * Reads on, or from one before of what was read already.
	 * @param stream the stream's name
	 * @param shard its shard
	 * @param request what to read
	 * @param nowMillis the time
	 * @return what there is
	 */
	public RecordBatch read(String stream, KinesisShard shard, Request request, long nowMillis) {
		long from = this.faults.isEmpty() ? request.position() : start(stream, shard, request, nowMillis);
		return shard.read(from, request.maxRecords(), request.maxBytes(), nowMillis);
	}

	private long start(String stream, KinesisShard shard, Request request, long nowMillis) {
		long position = request.position();
		long oldest = Math.max(request.firstPosition(), shard.startPosition(nowMillis));
		int room = request.maxRecords() - 1;
		if (position <= oldest || position >= shard.endPosition(nowMillis) || room == 0) {
			return position;
		}
		oldest = Math.max(oldest, position - Math.min(room, this.faults.repeatedRecords(this.action, stream)));
		long bytes = bytesAt(position, shard, nowMillis);
		while (position > oldest) {
			bytes += bytesAt(position - 1, shard, nowMillis);
			if (bytes > request.maxBytes()) {
				break;
			}
			position--;
		}
		return position;
	}

	private static long bytesAt(long position, KinesisShard shard, long nowMillis) {
		return shard.read(position, 1, nowMillis).records().stream().mapToLong((record) -> record.data().length).sum();
	}

	/**
	 * What to read. Immutable.
	 *
	 * @param firstPosition where the reader began
	 * @param position the position of the next record that it has not had
	 * @param maxRecords how many records at most
	 * @param maxBytes how many bytes of data at most, unless a single record has more
	 */
	public record Request(long firstPosition, long position, int maxRecords, int maxBytes) {

	}

}
