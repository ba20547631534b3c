package io.kinesisboot.autoconfigure;

import io.kinesisboot.producer.RecordTooLargeException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that what a runner sent is larger than its stream takes.
 */
final class RecordTooLargeFailureAnalyzer extends AbstractFailureAnalyzer<RecordTooLargeException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RecordTooLargeException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Send less per record, or raise 'kinesis.producer.max-record-size' if the stream itself takes larger"
						+ " records (UpdateMaxRecordSize).",
				rootFailure);
	}

}
