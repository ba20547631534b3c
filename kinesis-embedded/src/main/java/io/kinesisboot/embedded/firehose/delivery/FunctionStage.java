package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;
import java.util.List;

import io.kinesisboot.embedded.firehose.delivery.FunctionCall.Verdict;
import io.kinesisboot.embedded.firehose.outlet.FunctionFailure;
import io.kinesisboot.embedded.firehose.plan.FunctionPlan;
import io.kinesisboot.embedded.firehose.plan.PartitionKeys;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers records and lets a function transform them. Those that it does not answer as it
 * must go into error files. Confined to the delivery stream's thread.
 */
final class FunctionStage implements Stage, RecordSink {

	private static final Logger logger = LoggerFactory.getLogger(FunctionStage.class);

	/** With the largest buffer, and so many records, an event is below 6 MiB. */
	private static final int MAX_RECORDS = 4000;

	private final PipelineFactory delivery;

	private final FunctionPlan plan;

	private final RecordBuffer buffer;

	private final RecordSink next;

	private final ErrorFiles errors;

	FunctionStage(PipelineFactory delivery, FunctionPlan plan, RecordSink next, ErrorFiles errors) {
		this.delivery = delivery;
		this.plan = plan;
		this.buffer = new RecordBuffer(plan.limits(), MAX_RECORDS, delivery.memory());
		this.next = next;
		this.errors = errors;
	}

	@Override
	public void accept(DeliveryRecord record) throws InterruptedException {
		if (!this.buffer.hasRoomFor(record)) {
			transform();
		}
		this.buffer.add(record);
	}

	@Override
	public Instant due() {
		return this.buffer.due();
	}

	@Override
	public void flush(Instant now) throws InterruptedException {
		if (this.buffer.isDue(now)) {
			transform();
		}
	}

	private void transform() throws InterruptedException {
		transform(this.buffer.records());
		this.buffer.clear();
	}

	private void transform(List<DeliveryRecord> records) throws InterruptedException {
		FunctionCall call = new FunctionCall(this.delivery.origin(), this.plan, records);
		for (int attempt = 1;; attempt++) {
			try {
				pass(records, call.make(this.delivery.outlets()), attempt);
				return;
			}
			catch (FunctionFailure ex) {
				if (attempt > this.plan.retries()) {
					logger.warn("{} records of delivery stream '{}' go into error files: {} after {} attempts",
							records.size(), this.delivery.origin().name(), ex.code(), attempt, ex);
					fail(records, failure(ex.code(), String.valueOf(ex.getMessage()), attempt));
					return;
				}
			}
		}
	}

	private void pass(List<DeliveryRecord> records, List<Verdict> verdicts, int attempt) throws InterruptedException {
		for (int i = 0; i < records.size(); i++) {
			DeliveryRecord record = records.get(i);
			Verdict verdict = verdicts.get(i);
			if (verdict.error() != null) {
				fail(List.of(record), failure(verdict.error().code(), verdict.error().message(), attempt));
			}
			else if (verdict.data() != null) {
				this.next.accept(record.withData(verdict.data())
					.withKeys(new PartitionKeys(verdict.keys(), record.keys().ofQuery())));
			}
		}
	}

	private void fail(List<DeliveryRecord> records, Failure failure) throws InterruptedException {
		for (DeliveryRecord record : records) {
			this.errors.add(ErrorFiles.PROCESSING_FAILED, record, failure);
		}
	}

	private Failure failure(String code, String message, int attempts) {
		return new Failure(code, message, attempts, (out) -> out.text("lambdaArn", this.plan.arn()));
	}

	@Override
	public int size() {
		return this.buffer.size();
	}

	@Override
	public void discard() {
		this.buffer.clear();
	}

}
