package io.kinesisboot.autoconfigure;

import java.util.regex.Pattern;

import io.kinesisboot.stream.StreamNotFoundException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a stream does not exist.
 */
final class StreamNotFoundFailureAnalyzer extends AbstractFailureAnalyzer<StreamNotFoundException> {

	private static final Pattern PLAIN_KEY = Pattern.compile("[a-z0-9-]+");

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StreamNotFoundException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Correct the name or the region, create the stream, or let the application create it by setting '"
						+ setting(cause.getStream()) + "'.",
				rootFailure);
	}

	/**
	 * Without brackets Spring Boot drops underscores from a map's key and splits it at
	 * dots.
	 */
	private static String setting(String stream) {
		return PLAIN_KEY.matcher(stream).matches() ? "kinesis.streams." + stream + ".shards"
				: "kinesis.streams[" + stream + "].shards";
	}

}
