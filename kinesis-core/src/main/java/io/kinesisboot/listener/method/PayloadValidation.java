package io.kinesisboot.listener.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * What payloads must pass before a listener gets them. Thread-safe as the validator is.
 */
final class PayloadValidation {

	private final MethodParameter parameter;

	private final Validator validator;

	/** The groups to validate; those that every object is in if empty. */
	private final Object[] hints;

	private PayloadValidation(MethodParameter parameter, Validator validator, Object[] hints) {
		this.parameter = parameter;
		this.validator = validator;
		this.hints = hints;
	}

	/**
	 * Makes the validation that a parameter asks for by {@code @Valid},
	 * {@code @Validated} or the like, at the parameter or, of a list, at its elements.
	 * @param parameter the parameter
	 * @param validator what validates, or null
	 * @return the validation, or null if the parameter asks for none
	 * @throws IllegalArgumentException if it asks for one and there is no validator
	 */
	static @Nullable PayloadValidation of(MethodParameter parameter, @Nullable Validator validator) {
		Object[] hints = Stream
			.concat(Arrays.stream(parameter.getParameterAnnotations()),
					typeArguments(parameter).flatMap((type) -> Arrays.stream(type.getAnnotations())))
			.map(PayloadValidation::hints)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (hints == null) {
			return null;
		}
		if (validator == null) {
			throw new IllegalArgumentException("Listener method " + parameter.getExecutable().toGenericString()
					+ " wants its payload validated but there is no Validator");
		}
		return new PayloadValidation(parameter, validator, hints);
	}

	private static Object @Nullable [] hints(Annotation annotation) {
		return ValidationAnnotationUtils.determineValidationHints(annotation);
	}

	private static Stream<AnnotatedType> typeArguments(MethodParameter parameter) {
		AnnotatedType type = parameter.getExecutable().getAnnotatedParameterTypes()[parameter.getParameterIndex()];
		return (type instanceof AnnotatedParameterizedType parameterized)
				? Arrays.stream(parameterized.getAnnotatedActualTypeArguments()) : Stream.empty();
	}

	void check(Message<?> message) {
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(message.getPayload(),
				Objects.requireNonNullElse(this.parameter.getParameterName(), "payload"));
		if (this.hints.length > 0 && this.validator instanceof SmartValidator groups) {
			groups.validate(message.getPayload(), result, this.hints);
		}
		else {
			this.validator.validate(message.getPayload(), result);
		}
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(message, this.parameter, result);
		}
	}

}
