package io.kinesisboot.listener.idempotency;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.filter.RecordExpression;

/**
 * What an expression makes of a record. Immutable.
 *
 * @param expression the expression
 */
record ExpressionKey(RecordExpression expression) implements IdempotencyKey {

	static ExpressionKey parse(String setting, String text) {
		return new ExpressionKey(RecordExpression.parse(setting,
				"sequence-number, deduplication-id, header:NAME or an expression (SpEL)", text));
	}

	@Override
	public String of(ReceivedRecord record) {
		Object value;
		try {
			value = this.expression.evaluate(record);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(
					"The idempotency key '%s' of %s cannot be made".formatted(this.expression, record), ex);
		}
		if (value == null) {
			throw new IllegalStateException(
					"The idempotency key '%s' of %s is null".formatted(this.expression, record));
		}
		return value.toString();
	}

}
