package io.kinesisboot.deadletter.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;

/**
 * Makes recoverers that let failed records wait in a retry stream. Thread-safe.
 *
 * @param producer gives what writes to retry streams, with aggregation, since that
 * carries the headers; is asked for each listener
 * @param clock tells when a record is due
 * @param timeout how long to wait until a retry stream has a record, at least 1 ms; the
 * producer may wait for memory before that, up to its {@code maxBlock}
 * @since 0.1.0
 */
public record RetryStreams(Supplier<KinesisProducer> producer, Clock clock, Duration timeout) {

	public RetryStreams {
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("'timeout' must be at least 1 ms but was " + timeout);
		}
	}

	/**
	 * Makes a recoverer for the records of a listener: both those of its streams and
	 * those of its retry stream, which are given to it as they were read from there. They
	 * wait in the retry stream, so that their shard goes on meanwhile; what has failed
	 * too often goes to the listener's own recoverer, as the original record with all its
	 * attempts. That gets at once what no repetition helps: a record whose payload could
	 * not be converted, that is too old, that has failed with an exception which is not
	 * to be repeated, or that is too large for the retry stream with its headers.
	 * <p>
	 * <b>Order per key is given up</b> between a stream and its retry stream: younger
	 * records of the same key are handled while a failed one waits.
	 * @param options how records are tried again, with a stream
	 * @param errors which failures are worth a repetition, and what takes the others
	 * @param applicationName the application whose checkpoints the listener uses
	 * @return the recoverer; it fails while the retry stream cannot be written
	 * @throws IllegalArgumentException if there is no stream, or if the producer does not
	 * aggregate
	 */
	public RecordRecoverer recoverer(RetryStreamOptions options, ErrorOptions errors, String applicationName) {
		return new RetryStreamRecoverer(this, options, errors, applicationName);
	}

}
