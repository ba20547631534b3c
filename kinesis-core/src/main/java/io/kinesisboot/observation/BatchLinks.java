package io.kinesisboot.observation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;

/**
 * Links the span of a batch to those that its records were sent in, as far as they travel
 * in the W3C's form, in the tag {@code traceparent}. To be asked before Micrometer's
 * handler of receivers. Thread-safe.
 * <p>
 * A span has 128 links at most, as by the limit of OpenTelemetry's SDK: those of the
 * first records.
 *
 * @since 0.1.0
 */
public final class BatchLinks extends PropagatingReceiverTracingObservationHandler<KinesisListenerContext> {

	private static final int MAX_LINKS = 128;

	private static final String TRACE_PARENT = "traceparent";

	private static final Pattern FORM = Pattern
		.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

	private static final int SAMPLED = 1;

	private final Tracer tracer;

	/**
	 * Creates a handler.
	 * @param tracer makes the spans
	 * @param propagator reads the contexts of records that are not in a batch
	 */
	public BatchLinks(Tracer tracer, Propagator propagator) {
		super(tracer, propagator);
		this.tracer = tracer;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof KinesisListenerContext listener && listener.isBatch();
	}

	@Override
	public Span.Builder customizeExtractedSpan(KinesisListenerContext context, Span.Builder builder) {
		context.getRecords()
			.stream()
			.flatMap((record) -> Stream.ofNullable(record.tags().get(TRACE_PARENT)))
			.distinct()
			.map(FORM::matcher)
			.filter(Matcher::matches)
			.limit(MAX_LINKS)
			.forEach((traceParent) -> builder.addLink(new Link(context(traceParent))));
		return builder;
	}

	private TraceContext context(Matcher traceParent) {
		return this.tracer.traceContextBuilder()
			.traceId(traceParent.group(1))
			.spanId(traceParent.group(2))
			.sampled((Integer.parseInt(traceParent.group(3), 16) & SAMPLED) != 0)
			.build();
	}

}
