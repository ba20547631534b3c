package io.kinesisboot.embedded.firehose.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;

import io.kinesisboot.embedded.firehose.plan.DeliveryPlan;
import io.kinesisboot.embedded.firehose.source.Bell;
import io.kinesisboot.embedded.firehose.source.PutSource;
import io.kinesisboot.embedded.firehose.source.RecordSource;
import io.kinesisboot.embedded.firehose.source.StreamSource;
import io.kinesisboot.embedded.stream.KinesisStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of a delivery stream from their source to where they go, on a thread
 * of its own. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Courier {

	/** How long the service keeps records that were put into a delivery stream. */
	private static final Duration RETENTION_OF_PUTS = Duration.ofHours(24);

	private final DeliveryOrigin origin;

	private final Bell bell;

	private final @Nullable PutSource puts;

	private volatile PlanVersion wanted;

	private final Future<?> run;

	/**
	 * Begins to deliver.
	 * @param origin the delivery stream
	 * @param stream the Kinesis stream that it reads from now on, or null if records are
	 * put into it
	 * @param plan what it does with them, its first version
	 * @param surroundings what it shares with others
	 */
	public Courier(DeliveryOrigin origin, @Nullable KinesisStream stream, DeliveryPlan plan,
			Surroundings surroundings) {
		this.origin = origin;
		this.bell = new Bell(surroundings.clock());
		this.puts = (stream != null) ? null : new PutSource(surroundings.memory(), this.bell);
		RecordSource source = (this.puts != null) ? this.puts
				: new StreamSource(Objects.requireNonNull(stream), surroundings.clock(), this.bell);
		Duration retention = (stream != null)
				? Duration.ofMillis(surroundings.clock().millis() - stream.trimHorizonMillis()) : RETENTION_OF_PUTS;
		PipelineFactory pipelines = new PipelineFactory(origin, surroundings.outlets(), surroundings.memory(),
				new ObjectWriter(surroundings.outlets(), retention, this.bell), this.bell);
		this.wanted = new PlanVersion(plan, 1);
		this.run = surroundings.threads().submit(() -> {
			Thread.currentThread().setName("kinesis-firehose-" + origin.name());
			new DeliveryRun(source, pipelines, () -> this.wanted, this.bell).run();
		});
	}

	/**
	 * Takes a record. Never blocks.
	 * @param data its payload
	 * @return its id, or null if it cannot be taken now: too much waits to be delivered
	 * @throws IllegalStateException if it reads a Kinesis stream
	 */
	public @Nullable String put(byte[] data) {
		if (this.puts == null) {
			throw new IllegalStateException("Delivery stream '" + this.origin.name() + "' reads a Kinesis stream");
		}
		return this.puts.put(data);
	}

	/**
	 * Changes what it does with records that come from now on. Those that it has are
	 * delivered at once, as was planned before.
	 * @param plan the new plan
	 * @param number the plan's version
	 */
	public void change(DeliveryPlan plan, int number) {
		this.wanted = new PlanVersion(plan, number);
		this.bell.ring();
	}

	/**
	 * Ends the delivery. What was not delivered is lost, and the log tells how much.
	 */
	public void close() {
		this.run.cancel(/* mayInterruptIfRunning= */ true);
	}

}
