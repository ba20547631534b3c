package io.kinesisboot.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerLoad;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.PutOutcome;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each record from its send until it is settled, and has the trace context go
 * with it in its tags if the producer aggregates. Thread-safe.
 *
 * @since 0.1.0
 * @see KinesisObservation#PRODUCER
 */
public final class ObservedKinesisProducer implements KinesisProducer {

	private static final KinesisProducerObservationConvention DEFAULT = new DefaultKinesisProducerObservationConvention();

	private final KinesisProducer producer;

	private final ObservationRegistry registry;

	private final @Nullable KinesisProducerObservationConvention convention;

	private ObservedKinesisProducer(KinesisProducer producer, ObservationRegistry registry,
			@Nullable KinesisProducerObservationConvention convention) {
		this.producer = producer;
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Has a producer observed, unless nobody would see it.
	 * @param producer what sends the records
	 * @param registry what the observations are reported to
	 * @param convention names them; null for OpenTelemetry's names
	 * @return the producer to send by
	 */
	public static KinesisProducer of(KinesisProducer producer, ObservationRegistry registry,
			@Nullable KinesisProducerObservationConvention convention) {
		return registry.isNoop() ? producer : new ObservedKinesisProducer(producer, registry, convention);
	}

	@Override
	public CompletableFuture<SendResult> send(UserRecord record) {
		ObservedRecord observed = observe(record);
		CompletableFuture<SendResult> sent = this.producer.send(observed.record());
		sent.whenComplete(observed::stop);
		return sent;
	}

	@Override
	public Optional<CompletableFuture<SendResult>> trySend(UserRecord record) {
		ObservedRecord observed = observe(record);
		Optional<CompletableFuture<SendResult>> sent = this.producer.trySend(observed.record());
		if (sent.isEmpty()) {
			observed.observation().event(Observation.Event.of("kinesis.producer.full"));
			observed.stop(null, null);
		}
		sent.ifPresent((future) -> future.whenComplete(observed::stop));
		return sent;
	}

	@Override
	public CompletableFuture<BatchResult> sendAll(List<UserRecord> records) {
		List<ObservedRecord> observed = records.stream().map(this::observe).toList();
		return this.producer.sendAll(observed.stream().map(ObservedRecord::record).toList())
			.whenComplete((batch, error) -> {
				for (int i = 0; i < observed.size(); i++) {
					observed.get(i).stop(batch.outcomes().get(i));
				}
			});
	}

	private ObservedRecord observe(UserRecord record) {
		KinesisProducerContext context = new KinesisProducerContext(record);
		Observation observation = KinesisObservation.PRODUCER
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		Map<String, String> tags = context.tags();
		boolean tagged = !tags.isEmpty() && options().aggregation().enabled();
		return new ObservedRecord(tagged ? record.withTags(tags) : record, context, observation);
	}

	@Override
	public CompletableFuture<Void> room() {
		return this.producer.room();
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.producer.flush();
	}

	@Override
	public ProducerOptions options() {
		return this.producer.options();
	}

	@Override
	public ProducerLoad load() {
		return this.producer.load();
	}

	@Override
	public void close() {
		this.producer.close();
	}

	@Override
	public void close(Duration timeout) {
		this.producer.close(timeout);
	}

	private record ObservedRecord(UserRecord record, KinesisProducerContext context, Observation observation) {

		void stop(PutOutcome outcome) {
			if (outcome instanceof PutOutcome.Accepted accepted) {
				stop(accepted.result(), null);
			}
			else if (outcome instanceof PutOutcome.Failed failed) {
				stop(null, failed.error());
			}
		}

		void stop(@Nullable SendResult result, @Nullable Throwable error) {
			if (result != null) {
				this.context.setResult(result);
			}
			if (error != null) {
				this.observation.error(error);
			}
			this.observation.stop();
		}

	}

}
