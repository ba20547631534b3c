package io.kinesisboot.observation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ObservedKinesisProducerIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final Tracing tracing = new Tracing();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeEach
	void trace() {
		this.registry.observationConfig().observationHandler(this.tracing);
	}

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Test
	void traceContextGoesWithEachRecord() {
		String stream = endpoint.createStream("orders", 1);
		try (KinesisProducer producer = producer(AggregationOptions.defaults())) {
			producer.send(new UserRecord(stream, "key", null, ByteBuffer.allocate(1), Map.of("tenant", "north")))
				.join();
			producer.sendAll(List.of(record(stream))).join().throwIfAnyFailed();
			producer.trySend(record(stream)).orElseThrow().join();
		}
		assertThat(endpoint.tags(stream)).containsExactly(Map.of("tenant", "north", "traceparent", "trace-1"),
				Map.of("traceparent", "trace-2"), Map.of("traceparent", "trace-3"));
		assertThat(this.tracing.stopped).hasSize(3).allSatisfy((context) -> {
			assertThat(context.getName()).isEqualTo("kinesis.producer");
			assertThat(context.getLowCardinalityKeyValues())
				.contains(KeyValue.of("messaging.destination.name", stream));
			assertThat(context.getError()).isNull();
		});
	}

	@Test
	void failureIsTheErrorOfItsObservation() {
		try (KinesisProducer producer = producer(AggregationOptions.defaults())) {
			assertThat(producer.send(record("no-such-stream"))).failsWithin(KinesisTestEndpoint.patience())
				.withThrowableOfType(ExecutionException.class);
			producer.sendAll(List.of(record("no-such-stream"))).join();
		}
		assertThat(this.tracing.stopped).hasSize(2)
			.allSatisfy((context) -> assertThat(context.getError()).hasMessageContaining("no-such-stream"));
	}

	@Test
	void recordThatGoesAsItIsGoesWithoutTraceContext() {
		String stream = endpoint.createStream("orders", 1);
		try (KinesisProducer producer = producer(AggregationOptions.disabled())) {
			producer.send(record(stream)).join();
		}
		assertThat(endpoint.userRecords(stream)).hasSize(1);
		assertThat(this.tracing.stopped).hasSize(1);
	}

	private KinesisProducer producer(AggregationOptions aggregation) {
		return ObservedKinesisProducer.of(KinesisProducer.builder(endpoint.kinesis())
			.options(ProducerOptions.builder().aggregation(aggregation).build())
			.build(), this.registry, null);
	}

	private static UserRecord record(String stream) {
		return new UserRecord(stream, "key", ByteBuffer.allocate(1));
	}

	/**
	 * Does what a tracer does with what is sent: gives each observation a context.
	 */
	private static final class Tracing implements ObservationHandler<SenderContext<Object>> {

		private final List<Observation.Context> stopped = new ArrayList<>();

		private int started;

		@Override
		public void onStart(SenderContext<Object> context) {
			this.started++;
			context.getSetter().set(context.getCarrier(), "traceparent", "trace-" + this.started);
		}

		@Override
		public void onStop(SenderContext<Object> context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext<?>;
		}

	}

}
