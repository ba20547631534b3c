package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.kinesisboot.embedded.firehose.plan.HttpPlan;
import io.kinesisboot.embedded.firehose.source.Backoff;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to an HTTP endpoint. What it does not take goes into error files. Confined to
 * the delivery stream's thread.
 */
final class HttpOutlet implements Stage, RecordSink {

	private static final Logger logger = LoggerFactory.getLogger(HttpOutlet.class);

	/** What the service puts into a request at most. */
	private static final int MAX_RECORDS = 10_000;

	private final PipelineFactory delivery;

	private final HttpPlan plan;

	private final RecordParts parts;

	private final ErrorFiles errors;

	private final RecordBuffer buffer;

	HttpOutlet(PipelineFactory delivery, HttpPlan plan, RecordParts parts, ErrorFiles errors) {
		this.delivery = delivery;
		this.plan = plan;
		this.parts = parts;
		this.errors = errors;
		this.buffer = new RecordBuffer(plan.limits(), MAX_RECORDS, delivery.memory());
	}

	@Override
	public void accept(DeliveryRecord record) throws InterruptedException {
		DeliveryRecord delimited = this.parts.delimited(record);
		if (!this.buffer.hasRoomFor(delimited)) {
			deliver();
		}
		this.buffer.add(delimited);
	}

	@Override
	public void flush(Instant now) throws InterruptedException {
		if (this.buffer.isDue(now)) {
			deliver();
		}
	}

	private void deliver() throws InterruptedException {
		List<DeliveryRecord> records = this.buffer.records();
		HttpDelivery request = new HttpDelivery(UUID.randomUUID().toString(), this.delivery.origin(), this.plan,
				records);
		Backoff backoff = new Backoff();
		HttpDelivery.Outcome outcome = request.send(this.delivery.outlets().http(), this.delivery.bell().now());
		Instant end = this.delivery.bell().now().plus(this.plan.retryDuration());
		int attempts = 1;
		while (outcome.mayBeRetried() && this.delivery.bell().now().isBefore(end)) {
			this.delivery.bell().pause(backoff.next());
			outcome = request.send(this.delivery.outlets().http(), this.delivery.bell().now());
			attempts++;
		}
		if (!outcome.delivered()) {
			logger.warn("{} records of delivery stream '{}' go into error files: {} after {} attempts: {}",
					records.size(), this.delivery.origin().name(), outcome.code(), attempts, outcome.message());
			fail(records, outcome, attempts);
		}
		this.buffer.clear();
	}

	private void fail(List<DeliveryRecord> records, HttpDelivery.Outcome outcome, int attempts)
			throws InterruptedException {
		for (DeliveryRecord record : records) {
			this.errors.add(ErrorFiles.HTTP_ENDPOINT_FAILED, record,
					new Failure(outcome.code(), outcome.message(), attempts,
							(out) -> out
								.text("subsequenceNumber",
										(record.position() != null) ? record.position().subSequenceNumber() : "")
								.text("dataId", record.id())));
		}
	}

	@Override
	public Instant due() {
		return this.buffer.due();
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
