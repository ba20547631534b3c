package io.kinesisboot.listener.filter;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.core.NestedExceptionUtils;

/**
 * A filter by a {@link RecordExpression} that gives true or false, such as
 * {@code payload.order.type == 'buy'}. Thread-safe.
 * <p>
 * What cannot be evaluated is a failure of the record and drops nothing:
 * {@code payload.order} of a payload without an order fails, while
 * {@code payload['order']} is null.
 *
 * @since 0.1.0
 */
public final class ExpressionFilter implements RecordFilter {

	private final String setting;

	private final RecordExpression expression;

	private ExpressionFilter(String setting, RecordExpression expression) {
		this.setting = setting;
		this.expression = expression;
	}

	/**
	 * Parses an expression.
	 * @param setting where it comes from, for errors
	 * @param text the expression
	 * @return a filter
	 * @throws IllegalArgumentException if it is none
	 */
	public static ExpressionFilter parse(String setting, String text) {
		return new ExpressionFilter(setting,
				RecordExpression.parse(setting, "an event pattern (JSON) or an expression (SpEL)", text));
	}

	@Override
	public boolean accepts(ReceivedRecord record) {
		try {
			if (this.expression.evaluate(record) instanceof Boolean accepted) {
				return accepted;
			}
			throw new IllegalStateException("'" + this.expression + "' gave neither true nor false");
		}
		catch (RuntimeException ex) {
			throw new RecordFilterException(this.setting, record, ex, NestedExceptionUtils.getMostSpecificCause(ex));
		}
	}

}
