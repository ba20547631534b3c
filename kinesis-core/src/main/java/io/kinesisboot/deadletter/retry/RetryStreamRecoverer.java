package io.kinesisboot.deadletter.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Lets failed records wait in a retry stream, so that their shard goes on meanwhile, and
 * hands to a final recoverer what has failed too often. Recovers both the records of the
 * stream and those of its retry stream, which are given to it as they were read from
 * there. Thread-safe.
 * <p>
 * <b>Order per key is given up</b> between a stream and its retry stream: younger records
 * of the same key are handled while a failed one waits. Who needs the order retries in
 * place.
 * <p>
 * What no repetition helps goes to the final recoverer at once: a record whose payload
 * could not be converted, and one that is too large for the retry stream with its
 * headers.
 *
 * @since 0.1.0
 */
public final class RetryStreamRecoverer implements RecordRecoverer {

	private final KinesisProducer producer;

	private final RetryStreamOptions options;

	private final RecordRecoverer last;

	private final @Nullable String applicationName;

	private final Clock clock;

	private final Duration timeout;

	/**
	 * Creates a recoverer.
	 * @param producer writes to the retry stream; its aggregates carry the headers
	 * @param options how records are tried again
	 * @param last gets what has failed too often, as the original record with the
	 * attempts of all passes
	 * @param applicationName the application whose checkpoints the listener uses, or null
	 * if it is not known
	 * @param clock tells when a record is due
	 * @param timeout how long to wait until the retry stream has a record; the producer
	 * may wait for memory before that, up to its {@code maxBlock}
	 */
	public RetryStreamRecoverer(KinesisProducer producer, RetryStreamOptions options, RecordRecoverer last,
			@Nullable String applicationName, Clock clock, Duration timeout) {
		if (!producer.options().aggregation().enabled()) {
			throw new IllegalArgumentException(
					"'aggregation' must be enabled in the producer of retry stream '%s', ".formatted(options.stream())
							+ "whose headers travel in aggregates, but was disabled");
		}
		this.producer = producer;
		this.options = options;
		this.last = last;
		this.applicationName = applicationName;
		this.clock = clock;
		this.timeout = timeout;
	}

	@Override
	public void recover(FailedRecord failed) throws Exception {
		Optional<RetryStreamRecord> before = RetryStreamRecord.read(failed.record());
		FailedRecord original = before.map((waited) -> waited.failedAgain(failed)).orElse(failed);
		int retry = before.map(RetryStreamRecord::retry).orElse(0) + 1;
		boolean hopeless = failed.attempts() == 0 || retry > this.options.maxRetries();
		if (hopeless || !isKept(original, retry)) {
			this.last.recover(original);
		}
	}

	/**
	 * Puts a record into the retry stream.
	 * @return false if it is too large for that
	 */
	private boolean isKept(FailedRecord failed, int retry) {
		RetryStreamRecord waiting = RetryStreamRecord.of(failed, this.applicationName, retry, this.clock.instant(),
				this.options.delay());
		try {
			SdkCalls.await("Put of %s to the retry stream '%s'".formatted(failed.record(), this.options.stream()),
					this.producer.send(waiting.toUserRecord(this.options.stream())), this.timeout);
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
