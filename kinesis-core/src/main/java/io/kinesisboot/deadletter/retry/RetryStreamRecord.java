package io.kinesisboot.deadletter.retry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.MalformedDeadLetterException;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.UserRecord;

/**
 * A failed record that waits in a retry stream: a dead letter with a due time. Immutable.
 *
 * @param letter the dead letter; its record is the original one, as it was read from its
 * stream, and its attempts are those of all passes so far
 * @param retry which pass through the retry stream this is, from 1
 * @param due before when the record is not to be handled
 * @since 0.1.0
 */
public record RetryStreamRecord(DeadLetter letter, int retry, Instant due) {

	/**
	 * Reads what a retry stream gave.
	 * @param carrier the record as it was read from the retry stream
	 * @return what waits in it; empty if that is no retry, but a record like any other
	 */
	public static Optional<RetryStreamRecord> read(ReceivedRecord carrier) {
		String retry = carrier.tags().get(DeadLetterHeaders.RETRY);
		String due = carrier.tags().get(DeadLetterHeaders.DUE);
		if (retry == null || due == null) {
			return Optional.empty();
		}
		try {
			return Optional
				.of(new RetryStreamRecord(DeadLetter.of(carrier), Integer.parseInt(retry), Instant.parse(due)));
		}
		catch (MalformedDeadLetterException | NumberFormatException | DateTimeException ex) {
			return Optional.empty();
		}
	}

	/**
	 * When a record is to be handled that was read from a retry stream: when it is due,
	 * but 12 hours after it arrived there at the latest, whatever its headers say.
	 * @param carrier the record as it was read from the retry stream
	 * @return the moment
	 */
	public Instant due(ReceivedRecord carrier) {
		Instant latest = carrier.approximateArrivalTimestamp().plus(RetryStreamOptions.MAX_DELAY);
		return this.due.isBefore(latest) ? this.due : latest;
	}

	/**
	 * Whether a listener of an application has failed with the record. One retry stream
	 * may serve several.
	 * @param applicationName the application's name
	 * @return true if the record is the application's own
	 */
	public boolean isOf(String applicationName) {
		return applicationName.equals(this.letter.failure().applicationName());
	}

	/**
	 * The original record with all attempts, after its listener has failed again.
	 */
	FailedRecord failedAgain(FailedRecord failed) {
		return new FailedRecord(failed.listenerId(), this.letter.record(),
				this.letter.failure().attempts() + failed.attempts(), failed.cause());
	}

	UserRecord toUserRecord(String stream) {
		return this.letter.toUserRecord(stream)
			.withTags(Map.of(DeadLetterHeaders.RETRY, Integer.toString(this.retry), DeadLetterHeaders.DUE,
					this.due.toString()));
	}

	static RetryStreamRecord of(FailedRecord failed, String applicationName, int retry, Instant now, Duration delay) {
		return new RetryStreamRecord(DeadLetter.of(failed, applicationName, now), retry, now.plus(delay));
	}

}
