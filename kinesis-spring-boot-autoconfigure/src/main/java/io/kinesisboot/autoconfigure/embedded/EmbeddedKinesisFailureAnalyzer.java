package io.kinesisboot.autoconfigure.embedded;

import io.kinesisboot.embedded.EmbeddedKinesisException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the endpoint inside the JVM cannot listen.
 */
final class EmbeddedKinesisFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedKinesisException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedKinesisException cause) {
		return new FailureAnalysis("Embedded Kinesis cannot start: " + cause.getMessage() + ".",
				"Set 'kinesis.embedded.host' to an address of this machine, and 'kinesis.embedded.port' and"
						+ " 'kinesis.embedded.tls-port' to ports that are free there, or leave them out. To run without the"
						+ " endpoint, set 'kinesis.embedded.enabled=false'.",
				rootFailure);
	}

}
