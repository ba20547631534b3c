package io.kinesisboot.producer;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * One record of a batch and how it ended. Thread-safe: sent by one thread at a time,
 * while another may close the producer; the first outcome stays.
 */
final class Entry {

	private final int index;

	private final UserRecord record;

	private final int sizeInBytes;

	private final AtomicReference<@Nullable PutOutcome> outcome = new AtomicReference<>();

	private volatile int attempts;

	Entry(int index, UserRecord record) {
		this.index = index;
		this.record = record;
		this.sizeInBytes = record.sizeInBytes();
	}

	UserRecord record() {
		return this.record;
	}

	int sizeInBytes() {
		return this.sizeInBytes;
	}

	@Nullable PutOutcome outcome() {
		return this.outcome.get();
	}

	PutRecordsRequestEntry toRequest() {
		return PutRecordsRequestEntry.builder()
			.partitionKey(this.record.partitionKey())
			.explicitHashKey(this.record.explicitHashKey())
			.data(SdkBytes.fromByteBuffer(this.record.data()))
			.build();
	}

	void attempted(int attempt) {
		this.attempts = attempt;
	}

	void accept(PutRecordsResultEntry answer) {
		SendResult result = new SendResult(this.record.stream(), answer.shardId(), answer.sequenceNumber(),
				this.attempts);
		settle(new PutOutcome.Accepted(this.index, this.record.partitionKey(), result));
	}

	/**
	 * Settles the record as not accepted.
	 * @param refusal why
	 * @return whether it was still open
	 */
	boolean fail(Refusal refusal) {
		return this.outcome.get() == null && settle(new PutOutcome.Failed(this.index, this.record.partitionKey(),
				refusal.toException(this.record, this.attempts)));
	}

	private boolean settle(PutOutcome settled) {
		return this.outcome.compareAndSet(null, settled);
	}

}
