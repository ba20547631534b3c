package io.kinesisboot.autoconfigure.actuate;

import java.time.Instant;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What was read of something outside the application. Where the last attempt failed, the
 * value is that of the one before. Immutable.
 *
 * @param <T> the value's type
 * @param asOf when the value was asked for; null if it never came
 * @param value the value; null if it never came
 * @param error why the last attempt failed; null if it did not
 * @since 0.1.0
 */
public record Reading<T>(@Nullable Instant asOf, @Nullable T value,
		@Nullable String error) implements OperationResponseBody {

	static <T> Reading<T> none() {
		return new Reading<>(null, null, null);
	}

	<R> Reading<R> map(Function<T, R> function) {
		return new Reading<>(this.asOf, (this.value != null) ? function.apply(this.value) : null, this.error);
	}

	Reading<T> withError(@Nullable String error) {
		return new Reading<>(this.asOf, this.value, error);
	}

}
