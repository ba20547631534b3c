package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;

import io.kinesisboot.embedded.firehose.plan.PartitionKeys;
import io.kinesisboot.embedded.firehose.plan.S3Plan;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import io.kinesisboot.embedded.protocol.Answer;

/**
 * Delivers to a bucket, records of other partition keys into other objects. Confined to
 * the delivery stream's thread.
 */
final class BucketOutlet implements Stage, RecordSink {

	/** How many the service lets a delivery stream have at once. */
	private static final int MAX_PARTITIONS = 500;

	private static final Failure NO_KEYS = new Failure("DynamicPartitioning.MetadataExtractionFailed",
			"partitionKeys values must not be null or empty", 1, Answer.EMPTY);

	private static final Failure TOO_MANY_PARTITIONS = new Failure("DynamicPartitioning.ActivePartitionsExceeded",
			"There are %d active partitions already".formatted(MAX_PARTITIONS), 1, Answer.EMPTY);

	private final S3Plan plan;

	private final RecordParts parts;

	private final ObjectBuffers<PartitionKeys> buffers;

	private final ErrorFiles errors;

	BucketOutlet(S3Plan plan, RecordParts parts, ObjectBuffers<PartitionKeys> buffers, ErrorFiles errors) {
		this.plan = plan;
		this.parts = parts;
		this.buffers = buffers;
		this.errors = errors;
	}

	@Override
	public void accept(DeliveryRecord transformed) throws InterruptedException {
		DeliveryRecord record = this.parts.withKeys(transformed);
		PartitionKeys keys = record.keys();
		if (!keys.satisfies(this.plan.prefix())) {
			this.errors.add(ErrorFiles.PROCESSING_FAILED, record, NO_KEYS);
			return;
		}
		PartitionKeys wanted = keys.in(this.plan.prefix());
		if (!this.buffers.hasRoomFor(wanted, MAX_PARTITIONS)) {
			this.errors.add(ErrorFiles.PROCESSING_FAILED, record, TOO_MANY_PARTITIONS);
			return;
		}
		this.buffers.add(wanted, this.parts.delimited(record));
	}

	@Override
	public Instant due() {
		return this.buffers.due();
	}

	@Override
	public void flush(Instant now) throws InterruptedException {
		this.buffers.flush(now);
	}

	@Override
	public int size() {
		return this.buffers.size();
	}

	@Override
	public void discard() {
		this.buffers.discard();
	}

}
