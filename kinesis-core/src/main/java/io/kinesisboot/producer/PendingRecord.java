package io.kinesisboot.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kinesisboot.shard.HashKey;

/**
 * A user record on its way, which is settled once. Thread-safe.
 */
final class PendingRecord {

	/** What a record takes in the heap beside its bytes, about. */
	private static final int OVERHEAD_BYTES = 256;

	private final UserRecord record;

	private final HashKey hashKey;

	private final int sizeInBytes;

	private final long deadline;

	private final MemoryBudget budget;

	private final Flushes.Span span;

	private final AtomicBoolean settled = new AtomicBoolean();

	private final CompletableFuture<SendResult> result = new CompletableFuture<>();

	PendingRecord(UserRecord record, int sizeInBytes, HashKey hashKey, long deadline, MemoryBudget budget,
			Flushes.Span span) {
		this.record = record;
		this.hashKey = hashKey;
		this.sizeInBytes = sizeInBytes;
		this.deadline = deadline;
		this.budget = budget;
		this.span = span;
	}

	/** What a record takes of the memory. */
	static int memoryOf(int sizeInBytes) {
		return sizeInBytes + OVERHEAD_BYTES;
	}

	int sizeInBytes() {
		return this.sizeInBytes;
	}

	UserRecord record() {
		return this.record;
	}

	HashKey hashKey() {
		return this.hashKey;
	}

	/** When it is not sent again any more, by the producer's ticker. */
	long deadline() {
		return this.deadline;
	}

	CompletableFuture<SendResult> result() {
		return this.result;
	}

	void accept(String shardId, String sequenceNumber, int attempts) {
		if (settle()) {
			this.result.complete(new SendResult(this.record.stream(), shardId, sequenceNumber, attempts));
			this.span.leave();
		}
	}

	void fail(Refusal refusal, int attempts) {
		if (settle()) {
			this.result.completeExceptionally(refusal.toException(this.record, attempts));
			this.span.leave();
		}
	}

	/**
	 * Gives its memory back before its sender is told, who may send again.
	 */
	private boolean settle() {
		boolean first = this.settled.compareAndSet(false, true);
		if (first) {
			this.budget.give(memoryOf(this.sizeInBytes));
		}
		return first;
	}

}
