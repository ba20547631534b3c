package io.kinesisboot.deadletter.retry;

import java.util.Optional;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordExpiredException;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.RecordTooLargeException;

/**
 * Puts failed records into a retry stream, and hands to the last recoverer what has
 * failed too often. Thread-safe.
 */
final class RetryStreamRecoverer implements RecordRecoverer {

	private final RetryStreams streams;

	private final KinesisProducer producer;

	private final RetryStreamOptions options;

	private final String stream;

	private final ErrorOptions errors;

	private final String applicationName;

	RetryStreamRecoverer(RetryStreams streams, RetryStreamOptions options, ErrorOptions errors,
			String applicationName) {
		if (options.stream() == null) {
			throw new IllegalArgumentException("'retryStream' must be given");
		}
		this.streams = streams;
		this.producer = streams.producer().get();
		this.options = options;
		this.stream = options.stream();
		this.errors = errors;
		this.applicationName = applicationName;
		if (!this.producer.options().aggregation().enabled()) {
			throw new IllegalArgumentException(
					"'aggregation' must be enabled in the producer of retry stream '%s', ".formatted(this.stream)
							+ "whose headers travel in aggregates, but was disabled");
		}
	}

	@Override
	public void recover(FailedRecord failed) throws Exception {
		Optional<RetryStreamRecord> before = Optional.of(failed.record())
			.filter((record) -> record.stream().equals(this.stream))
			.flatMap(RetryStreamRecord::read);
		FailedRecord original = before.map((waited) -> waited.failedAgain(failed)).orElse(failed);
		int retry = before.map(RetryStreamRecord::retry).orElse(0) + 1;
		if (isHopeless(failed) || retry > this.options.attempts() || !isKept(original, retry)) {
			this.errors.recoverer().recover(original);
		}
	}

	private boolean isHopeless(FailedRecord failed) {
		return failed.attempts() == 0 || failed.cause() instanceof RecordExpiredException
				|| !this.errors.retryable().test(failed.cause());
	}

	/**
	 * Puts a record into the retry stream.
	 * @return false if it is too large for that
	 */
	private boolean isKept(FailedRecord failed, int retry) {
		RetryStreamRecord waiting = RetryStreamRecord.of(failed, this.applicationName, retry,
				this.streams.clock().instant(), this.options.delay());
		try {
			SdkCalls.await("Put of %s to the retry stream '%s'".formatted(failed.record(), this.stream),
					this.producer.send(waiting.toUserRecord(this.stream)), this.streams.timeout());
			return true;
		}
		catch (KinesisBootException ex) {
			if (ex.getCause() instanceof RecordTooLargeException) {
				return false;
			}
			throw ex;
		}
	}

}
