package io.kinesisboot.observation;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces of OpenTelemetry from a producer to listeners, over the endpoint.
 */
@Timeout(60)
class ListenerObservationsIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final Spans spans = new Spans();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final String stream = endpoint.createStream("orders", 1);

	/** What is sent at once is one aggregate. */
	private final KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis())
		.options(ProducerOptions.builder().linger(Duration.ofMillis(200)).build())
		.build();

	@BeforeEach
	void trace() {
		io.opentelemetry.api.trace.Tracer otel = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(this.spans))
			.build()
			.get("test");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		this.registry.observationConfig()
			.observationHandler(
					new ObservationHandler.FirstMatchingCompositeObservationHandler(new BatchLinks(tracer, propagator),
							new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
							new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
							new DefaultTracingObservationHandler(tracer)));
	}

	@AfterEach
	void closeProducer() {
		this.producer.close();
	}

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Test
	void spanOfARecordIsAChildOfThatOfItsSend() {
		Queue<String> current = new ConcurrentLinkedQueue<>();
		send(2);
		run(KinesisListenerEndpoint.ofRecords("billing", "app-" + this.stream, List.of(this.stream),
				(record) -> current.add(Span.current().getSpanContext().getSpanId())), 4);
		List<SpanData> sent = this.spans.of(SpanKind.PRODUCER);
		List<SpanData> processed = this.spans.of(SpanKind.CONSUMER);
		assertThat(processed).extracting(SpanData::getParentSpanContext)
			.extracting("spanId")
			.containsExactlyElementsOf(sent.stream().map(SpanData::getSpanId).toList());
		assertThat(processed).extracting(SpanData::getTraceId)
			.containsExactlyElementsOf(sent.stream().map(SpanData::getTraceId).toList());
		assertThat(processed).extracting(SpanData::getSpanId).containsExactlyElementsOf(current);
		assertThat(processed).extracting(SpanData::getName).containsOnly("process " + this.stream);
		assertThat(attributes(processed.get(0))).contains("messaging.system=aws_kinesis",
				"messaging.operation.name=process", "messaging.operation.type=process",
				"messaging.destination.name=" + this.stream, "messaging.consumer.group.name=app-" + this.stream,
				"kinesis.listener.id=billing", "messaging.destination.partition.id=shardId-000000000000");
		assertThat(sent.get(0).getName()).isEqualTo("send " + this.stream);
		assertThat(attributes(processed.get(1))).contains("messaging.message.id=" + messageId(sent.get(1)) + "/1");
	}

	@Test
	void spanOfABatchIsLinkedToThoseOfTheSendsOfItsRecords() {
		Map<String, String> broken = Map.of("traceparent", "00-broken");
		this.producer.send(new UserRecord(this.stream, "key", null, ByteBuffer.allocate(1), broken)).join();
		send(130);
		run(KinesisListenerEndpoint.ofBatches("billing", "app-" + this.stream, List.of(this.stream), (records) -> {
		}), 131);
		List<SpanData> sent = this.spans.of(SpanKind.PRODUCER);
		SpanData processed = this.spans.of(SpanKind.CONSUMER).get(0);
		assertThat(processed.getParentSpanContext().isValid()).isFalse();
		assertThat(processed.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
			.containsExactlyElementsOf(sent.stream().limit(128).map(SpanData::getSpanId).toList());
		assertThat(processed.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(sent.get(0).getTraceId());
		assertThat(attributes(processed)).contains("messaging.batch.message_count=131")
			.noneMatch((attribute) -> attribute.startsWith("messaging.message.id"));
	}

	@Test
	void eachAttemptIsObservedWithItsOwnFailure() {
		AtomicInteger calls = new AtomicInteger();
		send(1);
		run(KinesisListenerEndpoint.ofRecords("billing", "app-" + this.stream, List.of(this.stream), (record) -> {
			if (calls.getAndIncrement() == 0) {
				throw new IllegalStateException("not yet");
			}
		}), 3);
		assertThat(this.spans.of(SpanKind.CONSUMER)).extracting((span) -> span.getStatus().getStatusCode())
			.containsExactly(StatusCode.ERROR, StatusCode.UNSET);
	}

	private void send(int count) {
		KinesisProducer observed = ObservedKinesisProducer.of(this.producer, this.registry, null);
		observed
			.sendAll(IntStream.range(0, count)
				.mapToObj((number) -> new UserRecord(this.stream, "key", ByteBuffer.allocate(8).putInt(number).flip()))
				.toList())
			.join()
			.throwIfAnyFailed();
	}

	/**
	 * Listens until there are so many spans, those of sends included.
	 */
	private void run(KinesisListenerEndpoint listener, int spans) {
		KinesisMessageListenerContainer container = new KinesisListenerContainerFactory(
				new KclSourceFactory(endpoint.kinesis(), endpoint.dynamoDb(),
						KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200)), List.of(),
						Clock.systemUTC()),
				KinesisMessageConverters.create(),
				ListenerContainerOptions.defaults()
					.withErrors(ErrorOptions.defaults().withBackOff(IntervalFunction.of(10))),
				Clock.systemUTC())
			.withDecorator(new ListenerObservations(this.registry, null))
			.create(listener);
		container.start();
		try {
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.untilAsserted(() -> assertThat(this.spans.ended).hasSize(spans));
		}
		finally {
			container.stop();
		}
	}

	private static List<String> attributes(SpanData span) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey().getKey() + "=" + entry.getValue())
			.toList();
	}

	private static String messageId(SpanData span) {
		return String.valueOf(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id")));
	}

	/**
	 * Keeps the spans that have ended, in that order.
	 */
	private static final class Spans implements SpanExporter {

		private final Queue<SpanData> ended = new ConcurrentLinkedQueue<>();

		List<SpanData> of(SpanKind kind) {
			return this.ended.stream().filter((span) -> span.getKind() == kind).toList();
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.ended.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
