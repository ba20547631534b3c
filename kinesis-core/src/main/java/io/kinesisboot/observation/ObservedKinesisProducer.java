package io.kinesisboot.observation;

import java.time.Duration;
import java.util.HashMap;
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
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Observes each record from its send until it is settled, as {@value #NAME}, and has the
 * trace context go with it in its tags if the producer aggregates. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ObservedKinesisProducer implements KinesisProducer {

	/** The observation's name. */
	public static final String NAME = "kinesis.producer";

	private final KinesisProducer producer;

	private final ObservationRegistry registry;

	/**
	 * Wraps a producer.
	 * @param producer what sends the records
	 * @param registry what the observations are reported to
	 */
	public ObservedKinesisProducer(KinesisProducer producer, ObservationRegistry registry) {
		this.producer = producer;
		this.registry = registry;
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
					PutOutcome outcome = batch.outcomes().get(i);
					observed.get(i).stop(null, (outcome instanceof PutOutcome.Failed failed) ? failed.error() : null);
				}
			});
	}

	private ObservedRecord observe(UserRecord record) {
		Map<String, String> carried = new HashMap<>();
		SenderContext<Map<String, String>> context = new SenderContext<>(
				(carrier, name, value) -> carried.put(name, value), Kind.PRODUCER);
		context.setCarrier(carried);
		context.setRemoteServiceName("Kinesis");
		Observation observation = Observation.createNotStarted(NAME, () -> context, this.registry)
			.contextualName(record.stream() + " send")
			.lowCardinalityKeyValue("messaging.system", "aws_kinesis")
			.lowCardinalityKeyValue("messaging.operation.name", "send")
			.lowCardinalityKeyValue("messaging.destination.name", record.stream())
			.start();
		boolean tagged = options().aggregation().enabled() && !carried.isEmpty();
		return new ObservedRecord(tagged ? record.withTags(carried) : record, observation);
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

	private record ObservedRecord(UserRecord record, Observation observation) {

		void stop(@Nullable SendResult result, @Nullable Throwable error) {
			if (error != null) {
				this.observation.error(error);
			}
			this.observation.stop();
		}

	}

}
