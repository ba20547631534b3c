package io.kinesisboot.listener.error;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import io.kinesisboot.TemporaryFailure;

import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/**
 * Tells failures that may pass from those that will not, by the type of the exception or
 * of one of its causes. Immutable.
 *
 * @param retryFor the types to repeat a call for; all if empty
 * @param noRetryFor the types not to repeat a call for, whatever else is said
 * @since 0.1.0
 */
public record ExceptionClassifier(List<Class<? extends Throwable>> retryFor,
		List<Class<? extends Throwable>> noRetryFor) implements Predicate<Throwable> {

	/** What says that a record does not fit its listener, now and ever. */
	public static final List<Class<? extends Throwable>> FATAL = List.of(MessageConversionException.class,
			ConversionException.class, MethodArgumentResolutionException.class, MethodArgumentNotValidException.class,
			ClassCastException.class, NoSuchMethodException.class);

	private static final List<Class<?>> TEMPORARY = List.of(TemporaryFailure.class);

	private static final int MAX_CAUSES = 20;

	public ExceptionClassifier {
		retryFor = List.copyOf(retryFor);
		noRetryFor = List.copyOf(noRetryFor);
	}

	/**
	 * Repeats for everything but {@link #FATAL}.
	 * @return the default
	 */
	public static ExceptionClassifier defaults() {
		return new ExceptionClassifier(List.of(), FATAL);
	}

	@Override
	public boolean test(Throwable failure) {
		return isOneOf(failure, TEMPORARY)
				|| (!isOneOf(failure, this.noRetryFor) && (this.retryFor.isEmpty() || isOneOf(failure, this.retryFor)));
	}

	private static boolean isOneOf(Throwable failure, Collection<? extends Class<?>> types) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (isInstance(cause, types)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private static boolean isInstance(Throwable failure, Collection<? extends Class<?>> types) {
		return types.stream().anyMatch((type) -> type.isInstance(failure));
	}

}
