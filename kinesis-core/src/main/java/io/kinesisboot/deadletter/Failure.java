package io.kinesisboot.deadletter;

import java.time.Instant;
import java.util.Map;

import io.kinesisboot.listener.error.FailedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Why a record became a dead letter. Immutable.
 *
 * @param listenerId the id of the listener that failed
 * @param applicationName the application whose checkpoints the listener uses, or null if
 * it is not known
 * @param attempts how often the listener was called; 0 if the payload could not be
 * converted, or if it was too old for the first call
 * @param time when the listener was given up on
 * @param exceptionClass the class of the exception that the last attempt ended with
 * @param exceptionMessage its message, the first 1,024 characters, or null if it has none
 * @param stackTrace the first lines of the exception and of its causes, 4,096 characters
 * at most
 * @since 0.1.0
 */
public record Failure(String listenerId, @Nullable String applicationName, int attempts, Instant time,
		String exceptionClass, @Nullable String exceptionMessage, String stackTrace) {

	private static final int MAX_MESSAGE = 1024;

	private static final int MAX_STACK_TRACE = 4096;

	private static final int MAX_CAUSES = 5;

	private static final int MAX_FRAMES = 8;

	public Failure {
		exceptionMessage = (exceptionMessage != null) ? cut(exceptionMessage, MAX_MESSAGE) : null;
		stackTrace = cut(stackTrace, MAX_STACK_TRACE);
	}

	static Failure of(FailedRecord failed, @Nullable String applicationName, Instant time) {
		Throwable cause = failed.cause();
		return new Failure(failed.listenerId(), applicationName, failed.attempts(), time, cause.getClass().getName(),
				cause.getMessage(), firstLines(cause));
	}

	/**
	 * Some lines of each cause: the last one, which tells most, is far down in a whole
	 * trace.
	 */
	private static String firstLines(Throwable failure) {
		StringBuilder lines = new StringBuilder();
		Throwable cause = failure;
		for (int causes = 0; cause != null && causes < MAX_CAUSES; causes++) {
			lines.append((causes > 0) ? "Caused by: " : "").append(firstLine(cause)).append('\n');
			StackTraceElement[] frames = cause.getStackTrace();
			for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
				lines.append("\tat ").append(frames[i]).append('\n');
			}
			cause = cause.getCause();
		}
		return lines.toString();
	}

	private static String firstLine(Throwable failure) {
		return cut(failure.toString(), MAX_STACK_TRACE / MAX_CAUSES / 2);
	}

	/** Leaves no half of a character. */
	private static String cut(String text, int length) {
		if (text.length() <= length) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
	}

	static Failure read(HeaderReader headers) {
		return new Failure(headers.text(DeadLetterHeaders.LISTENER_ID),
				headers.optional(DeadLetterHeaders.APPLICATION_NAME), headers.integer(DeadLetterHeaders.ATTEMPTS),
				headers.instant(DeadLetterHeaders.FAILED_AT), headers.text(DeadLetterHeaders.EXCEPTION_CLASS),
				headers.optional(DeadLetterHeaders.EXCEPTION_MESSAGE), headers.text(DeadLetterHeaders.STACK_TRACE));
	}

	void writeTo(Map<String, String> headers) {
		headers.put(DeadLetterHeaders.LISTENER_ID, this.listenerId);
		if (this.applicationName != null) {
			headers.put(DeadLetterHeaders.APPLICATION_NAME, this.applicationName);
		}
		headers.put(DeadLetterHeaders.ATTEMPTS, Integer.toString(this.attempts));
		headers.put(DeadLetterHeaders.FAILED_AT, this.time.toString());
		headers.put(DeadLetterHeaders.EXCEPTION_CLASS, this.exceptionClass);
		if (this.exceptionMessage != null) {
			headers.put(DeadLetterHeaders.EXCEPTION_MESSAGE, this.exceptionMessage);
		}
		headers.put(DeadLetterHeaders.STACK_TRACE, this.stackTrace);
	}

}
