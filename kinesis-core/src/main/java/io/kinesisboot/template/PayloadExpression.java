package io.kinesisboot.template;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * A value of a payload, such as its partition key, by an expression in Spring's language
 * whose root is the payload: {@code customer} is a property, a component of a record or a
 * public field, {@code address.city} and {@code customer.toLowerCase()} are what they
 * look like. It reads only; types, beans and constructors are out of its reach.
 * Thread-safe.
 */
final class PayloadExpression {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private final String setting;

	private final String text;

	private final Expression expression;

	private final EvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding()
		.withInstanceMethods()
		.build();

	/**
	 * Parses an expression.
	 * @param setting where it comes from, for errors
	 * @param text the expression
	 * @throws IllegalArgumentException if it is none
	 */
	PayloadExpression(String setting, String text) {
		this.setting = setting;
		this.text = text;
		try {
			this.expression = parser.parseExpression(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException(
					"'%s' must be an expression (SpEL) but was '%s': %s".formatted(setting, text, ex.getMessage()), ex);
		}
	}

	/**
	 * Evaluates the expression.
	 * @param payload the payload
	 * @return the value as text
	 * @throws IllegalArgumentException if the payload has no such value
	 */
	String of(Object payload) {
		return findIn(payload).map(Object::toString).orElseThrow(() -> failure(payload, "it is null", null));
	}

	/**
	 * Evaluates the expression.
	 * @param payload the payload
	 * @return the value, or empty if it is null
	 * @throws IllegalArgumentException if the payload has no such value
	 */
	Optional<Object> findIn(Object payload) {
		try {
			return Optional.ofNullable(this.expression.getValue(this.context, payload));
		}
		catch (SpelEvaluationException ex) {
			throw failure(payload, ex.getMessage(), ex);
		}
	}

	private IllegalArgumentException failure(Object payload, @Nullable String reason, @Nullable Exception cause) {
		return new IllegalArgumentException("'%s' (%s) has no value for a payload of type '%s': %s"
			.formatted(this.setting, this.text, payload.getClass().getName(), reason), cause);
	}

}
