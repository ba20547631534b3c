package io.kinesisboot.listener.error;

import java.time.Duration;
import java.util.function.Predicate;

import io.github.resilience4j.core.IntervalFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is done when a listener fails. Immutable.
 *
 * @param maxRetries how often a failing call is repeated before its record is given up;
 * {@link #UNLIMITED} for as long as the record is not too old
 * @param backOff the pause in milliseconds before each repetition, by its number from 1
 * @param retryable which failures are worth a repetition; a record that fails with
 * another is given up at once
 * @param bisectOnError whether a failing batch, of which it is not known which record is
 * to blame, is halved until that is known; else all of its records are given up
 * @param maxRecordAge how old a record may be, by its arrival, to be handled at all;
 * older ones are given up; null for any age
 * @param recoverer takes what is given up
 * @param retries says when a failing call is repeated, in place of {@code maxRetries} and
 * {@code backOff}; null if these do
 * @since 0.1.0
 */
public record ErrorOptions(int maxRetries, IntervalFunction backOff, Predicate<Throwable> retryable,
		boolean bisectOnError, @Nullable Duration maxRecordAge, RecordRecoverer recoverer,
		Retries.@Nullable Factory retries) {

	/** No limit to the number of repetitions. */
	public static final int UNLIMITED = -1;

	public ErrorOptions {
		if (maxRetries < UNLIMITED) {
			throw new IllegalArgumentException(
					"'maxRetries' must be " + UNLIMITED + " (no limit), 0 or more but was " + maxRetries);
		}
		if (maxRecordAge != null && (maxRecordAge.isNegative() || maxRecordAge.isZero())) {
			throw new IllegalArgumentException("'maxRecordAge' must be more than zero but was " + maxRecordAge);
		}
	}

	/**
	 * Nine repetitions in half a minute, unless the failure will not pass; then the log.
	 * @return the defaults
	 */
	public static ErrorOptions defaults() {
		return new ErrorOptions(9, backOff(Duration.ofMillis(200), 2, Duration.ofSeconds(5)),
				ExceptionClassifier.defaults(), true, null, new LoggingRecoverer(), null);
	}

	/**
	 * Begins to count the failures of a call.
	 * @return what says when it is repeated
	 */
	public Retries beginRetries() {
		return (this.retries != null) ? this.retries.begin() : new CountedRetries(this);
	}

	/**
	 * How long to wait before a repetition.
	 * @param number its number, from 1
	 * @return the pause
	 */
	public Duration pause(int number) {
		return Duration.ofMillis(this.backOff.apply(number));
	}

	/**
	 * Pauses that grow.
	 * @param initial the first pause
	 * @param multiplier how much longer each pause is than the one before
	 * @param max the longest pause
	 * @return the pauses
	 */
	public static IntervalFunction backOff(Duration initial, double multiplier, Duration max) {
		return IntervalFunction.ofExponentialBackoff(initial, multiplier, max);
	}

	/**
	 * Repeats a failing call a number of times, and by {@code retries} no more.
	 * @param maxRetries how often, or {@link #UNLIMITED}
	 * @return options that are otherwise the same
	 */
	public ErrorOptions withMaxRetries(int maxRetries) {
		return new ErrorOptions(maxRetries, this.backOff, this.retryable, this.bisectOnError, this.maxRecordAge,
				this.recoverer, null);
	}

	public ErrorOptions withBackOff(IntervalFunction backOff) {
		return new ErrorOptions(this.maxRetries, backOff, this.retryable, this.bisectOnError, this.maxRecordAge,
				this.recoverer, this.retries);
	}

	public ErrorOptions withRetryable(Predicate<Throwable> retryable) {
		return new ErrorOptions(this.maxRetries, this.backOff, retryable, this.bisectOnError, this.maxRecordAge,
				this.recoverer, this.retries);
	}

	public ErrorOptions withBisectOnError(boolean bisectOnError) {
		return new ErrorOptions(this.maxRetries, this.backOff, this.retryable, bisectOnError, this.maxRecordAge,
				this.recoverer, this.retries);
	}

	public ErrorOptions withMaxRecordAge(@Nullable Duration maxRecordAge) {
		return new ErrorOptions(this.maxRetries, this.backOff, this.retryable, this.bisectOnError, maxRecordAge,
				this.recoverer, this.retries);
	}

	public ErrorOptions withRecoverer(RecordRecoverer recoverer) {
		return new ErrorOptions(this.maxRetries, this.backOff, this.retryable, this.bisectOnError, this.maxRecordAge,
				recoverer, this.retries);
	}

	public ErrorOptions withRetries(Retries.@Nullable Factory retries) {
		return new ErrorOptions(this.maxRetries, this.backOff, this.retryable, this.bisectOnError, this.maxRecordAge,
				this.recoverer, retries);
	}

}
