package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import io.kinesisboot.embedded.firehose.source.Bell;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import io.kinesisboot.embedded.firehose.source.RecordSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a delivery stream's thread does. Confined to it.
 */
final class DeliveryRun {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryRun.class);

	private final RecordSource source;

	private final PipelineFactory pipelines;

	private final Supplier<PlanVersion> wanted;

	private final Bell bell;

	private PlanVersion current;

	private Pipeline pipeline;

	private int inHand;

	/**
	 * Creates a run.
	 * @param source where records come from
	 * @param pipelines makes the stages that they go through
	 * @param wanted what is to be done with them, which may change
	 * @param bell rings when there is something to do
	 */
	DeliveryRun(RecordSource source, PipelineFactory pipelines, Supplier<PlanVersion> wanted, Bell bell) {
		this.source = source;
		this.pipelines = pipelines;
		this.wanted = wanted;
		this.bell = bell;
		this.current = wanted.get();
		this.pipeline = pipelines.create(this.current);
	}

	/**
	 * Delivers until the thread is interrupted.
	 */
	void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				deliver();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("Delivery stream '{}' failed and delivers no more", name(), ex);
		}
		finally {
			end();
		}
	}

	private void deliver() throws InterruptedException {
		changeIfWanted();
		Instant now = this.bell.now();
		List<DeliveryRecord> records = this.source.poll();
		this.inHand = records.size();
		for (DeliveryRecord record : records) {
			this.pipeline.entry().accept(record);
			this.inHand--;
		}
		// As long as there are more, only their own time counts: no object depends on how
		// soon they were read
		this.pipeline.flush(records.stream().map(DeliveryRecord::arrival).max(Comparator.naturalOrder()).orElse(now));
		if (records.isEmpty()) {
			this.bell.await(this.pipeline.due());
		}
	}

	private void changeIfWanted() throws InterruptedException {
		PlanVersion next = this.wanted.get();
		if (next != this.current) {
			this.pipeline.flush(Instant.MAX);
			this.current = next;
			this.pipeline = this.pipelines.create(next);
		}
	}

	private void end() {
		int left = this.source.size() + this.inHand + this.pipeline.size();
		if (left > 0) {
			logger.warn("Delivery stream '{}' ends; records that were not delivered: {}", name(), left);
		}
		this.source.close();
		this.pipeline.discard();
		this.bell.close();
	}

	private String name() {
		return this.pipelines.origin().name();
	}

}
