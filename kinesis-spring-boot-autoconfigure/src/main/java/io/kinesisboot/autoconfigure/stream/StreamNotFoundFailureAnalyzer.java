package io.kinesisboot.autoconfigure.stream;

import io.kinesisboot.stream.StreamNotFoundException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a stream does not exist.
 */
final class StreamNotFoundFailureAnalyzer extends AbstractFailureAnalyzer<StreamNotFoundException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StreamNotFoundException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Correct the name or the region, create the stream, or let the application create it by setting '"
						+ StreamSettings.name(cause.getStream(), "shards") + "', unless '"
						+ StreamSettings.name(cause.getStream(), "on-missing") + "' is 'fail'.",
				rootFailure);
	}

}
