package io.kinesisboot.producer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.kinesisboot.shard.HashKey;

/**
 * A user record on its way, and the future of its sender, in one object because there are
 * very many. It is settled once, whatever its sender does with the future. Thread-safe.
 */
final class PendingRecord extends CompletableFuture<SendResult> {

	/** What a record takes in the heap beside its bytes, about. */
	private static final int OVERHEAD_BYTES = 256;

	private static final int OPEN = 0;

	private static final int FAILED = 1;

	private static final int ACCEPTED = 2;

	private static final AtomicIntegerFieldUpdater<PendingRecord> STATE = AtomicIntegerFieldUpdater
		.newUpdater(PendingRecord.class, "state");

	private final UserRecord record;

	private final HashKey hashKey;

	private final int sizeInBytes;

	private final long deadline;

	private final Flushes.Span span;

	private volatile int state = OPEN;

	PendingRecord(UserRecord record, int sizeInBytes, HashKey hashKey, long deadline, Flushes.Span span) {
		this.record = record;
		this.sizeInBytes = sizeInBytes;
		this.hashKey = hashKey;
		this.deadline = deadline;
		this.span = span;
	}

	/** Senders that make futures of this one get plain ones. */
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	/** What a record takes of the memory, with its copy in an aggregate. */
	static int memoryOf(int sizeInBytes) {
		return 2 * sizeInBytes + OVERHEAD_BYTES;
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

	ProducerMetrics metrics() {
		return this.span.metrics();
	}

	/** When it is not sent again any more, by the producer's ticker. */
	long deadline() {
		return this.deadline;
	}

	/**
	 * Settles records that one shard has taken as one. Their memory is given back before
	 * their senders are told, who may send again.
	 * @param records the records
	 * @param place where they are
	 */
	static void accept(List<PendingRecord> records, SendResult place) {
		long memory = 0;
		for (PendingRecord record : records) {
			memory += record.settle(ACCEPTED);
		}
		records.get(0).span.give(memory);
		Flushes.Span span = records.get(0).span;
		int left = 0;
		for (PendingRecord record : records) {
			if (record.state == ACCEPTED) {
				record.complete(place);
				if (record.span != span) {
					span.leave(left);
					span = record.span;
					left = 0;
				}
				left++;
			}
		}
		span.leave(left);
	}

	void fail(Refusal refusal, int attempts) {
		int memory = settle(FAILED);
		if (memory > 0) {
			this.span.give(memory);
			this.span.metrics().failed(this.record.stream());
			completeExceptionally(refusal.toException(this.record, attempts));
			this.span.leave(1);
		}
	}

	private int settle(int outcome) {
		return STATE.compareAndSet(this, OPEN, outcome) ? memoryOf(this.sizeInBytes) : 0;
	}

}
