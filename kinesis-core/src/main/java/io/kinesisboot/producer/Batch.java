package io.kinesisboot.producer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The records of one send on their way, chunk after chunk. Confined to one thread at a
 * time, except for {@link #result()} and {@link #abort(Refusal)}.
 */
final class Batch {

	private final List<Entry> entries;

	private final Queue<Chunk> waiting;

	private final CompletableFuture<BatchResult> result = new CompletableFuture<>();

	Batch(List<UserRecord> records, ProducerOptions options) {
		this.entries = IntStream.range(0, records.size())
			.mapToObj((index) -> new Entry(index, records.get(index)))
			.toList();
		this.entries.forEach((entry) -> refuseIfTooLarge(entry, options.maxRecordBytes()));
		Chunker chunker = new Chunker(options.maxBatchRecords(), options.maxBatchBytes());
		this.waiting = new ArrayDeque<>(
				chunker.chunks(this.entries.stream().filter((entry) -> entry.outcome() == null).toList()));
	}

	private static void refuseIfTooLarge(Entry entry, int maxRecordBytes) {
		if (entry.sizeInBytes() > maxRecordBytes) {
			entry.fail((record, attempts) -> new RecordTooLargeException(record, maxRecordBytes));
		}
	}

	/**
	 * Tells when every record is settled.
	 * @return a future of all outcomes, which never fails
	 */
	CompletableFuture<BatchResult> result() {
		return this.result;
	}

	boolean hasChunks() {
		return !this.waiting.isEmpty();
	}

	/**
	 * Sends the next chunk, and those after it as soon as it is settled; none any more
	 * after an abort.
	 * @param stage what sends a chunk
	 */
	void sendBy(PutRecordsStage stage) {
		Chunk chunk = this.waiting.poll();
		if (chunk == null || this.result.isDone()) {
			complete();
			return;
		}
		stage.send(chunk).thenAccept((lost) -> {
			lost.ifPresent((refusal) -> giveUp(chunk.stream(), refusal));
			sendBy(stage);
		});
	}

	// The calls would fail as well, one after another.
	private void giveUp(String stream, Refusal refusal) {
		this.waiting.removeIf((chunk) -> {
			boolean hopeless = chunk.stream().equals(stream);
			if (hopeless) {
				chunk.entries().forEach((entry) -> entry.fail(refusal));
			}
			return hopeless;
		});
	}

	/**
	 * Settles every open record now.
	 * @param refusal why
	 * @return how many were open
	 */
	long abort(Refusal refusal) {
		long dropped = this.entries.stream().filter((entry) -> entry.fail(refusal)).count();
		complete();
		return dropped;
	}

	private void complete() {
		this.result.complete(new BatchResult(
				this.entries.stream().map((entry) -> Objects.requireNonNull(entry.outcome())).toList()));
	}

}
