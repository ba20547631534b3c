package io.kinesisboot.deadletter.redrive;

import java.time.Duration;
import java.util.function.Predicate;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.DeadLetter;

/**
 * What is sent back, and how much. Immutable.
 *
 * @param from where to begin in a Kinesis stream that a text names; SQS and S3 hold only
 * what was not sent back yet
 * @param filter tells which dead letters are sent back
 * @param dryRun whether they are only counted: nothing is sent, nothing deleted
 * @param maxLetters after how many dead letters it ends, at least 1
 * @param timeout after how long it ends, at least 1 ms; calls under way are waited for
 * @since 0.1.0
 */
public record RedriveOptions(StartingPosition from, Predicate<DeadLetter> filter, boolean dryRun, int maxLetters,
		Duration timeout) {

	private static final int DEFAULT_MAX_LETTERS = 10_000;

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

	public RedriveOptions {
		if (maxLetters < 1) {
			throw new IllegalArgumentException("'maxLetters' must be at least 1 but was " + maxLetters);
		}
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("'timeout' must be at least 1 ms but was " + timeout);
		}
	}

	/**
	 * Returns what sends all back, from the oldest on, up to 10,000 dead letters and for
	 * up to 5 minutes.
	 * @return the default options
	 */
	public static RedriveOptions defaults() {
		return new RedriveOptions(StartingPosition.TRIM_HORIZON, (letter) -> true,
				/* dryRun= */ false, DEFAULT_MAX_LETTERS, DEFAULT_TIMEOUT);
	}

	public RedriveOptions withFrom(StartingPosition from) {
		return new RedriveOptions(from, this.filter, this.dryRun, this.maxLetters, this.timeout);
	}

	public RedriveOptions withFilter(Predicate<DeadLetter> filter) {
		return new RedriveOptions(this.from, filter, this.dryRun, this.maxLetters, this.timeout);
	}

	public RedriveOptions withDryRun(boolean dryRun) {
		return new RedriveOptions(this.from, this.filter, dryRun, this.maxLetters, this.timeout);
	}

	public RedriveOptions withMaxLetters(int maxLetters) {
		return new RedriveOptions(this.from, this.filter, this.dryRun, maxLetters, this.timeout);
	}

	public RedriveOptions withTimeout(Duration timeout) {
		return new RedriveOptions(this.from, this.filter, this.dryRun, this.maxLetters, timeout);
	}

}
