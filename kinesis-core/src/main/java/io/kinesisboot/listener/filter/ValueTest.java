package io.kinesisboot.listener.filter;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

/**
 * One of the values or operators that an event pattern lists for a field. Immutable.
 */
@FunctionalInterface
interface ValueTest {

	/**
	 * Whether a value passes.
	 * @param value a text, a number, a boolean or null
	 */
	boolean passes(JsonNode value);

	/**
	 * Numbers are equal by their value, as 5 and 5.0; all else is equal by type and
	 * value.
	 */
	static ValueTest equalTo(JsonNode literal) {
		if (!literal.isNumber()) {
			return literal::equals;
		}
		BigDecimal number = literal.decimalValue();
		return number((value) -> value.compareTo(number) == 0);
	}

	static ValueTest number(Predicate<BigDecimal> test) {
		return (value) -> value.isNumber() && test.test(value.decimalValue());
	}

	static ValueTest text(Predicate<String> test) {
		return (value) -> value.isString() && test.test(value.stringValue());
	}

	static ValueTest none(List<ValueTest> tests) {
		return (value) -> {
			for (ValueTest test : tests) {
				if (test.passes(value)) {
					return false;
				}
			}
			return true;
		};
	}

}
