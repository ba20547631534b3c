package io.kinesisboot.autoconfigure.stream;

import io.kinesisboot.stream.plan.StreamDifferenceException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a stream is not as configured.
 */
final class StreamDifferenceFailureAnalyzer extends AbstractFailureAnalyzer<StreamDifferenceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StreamDifferenceException cause) {
		String stream = cause.getPlan().spec().name();
		return new FailureAnalysis(cause.getMessage(),
				"Change the stream or its configuration, or let the application change it by setting '%s' to 'update', and '%s' if something is taken away."
					.formatted(StreamSettings.name(stream, "on-difference"), StreamSettings.name(stream, "reduce")),
				rootFailure);
	}

}
