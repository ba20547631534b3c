package io.kinesisboot.listener.filter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import org.springframework.util.Assert;

/**
 * The operators of event patterns. What they throw says what their argument must be.
 */
final class Operators {

	/** What can be turned round, beside values. */
	private static final List<String> NEGATABLE = List.of("prefix", "suffix", "equals-ignore-case", "wildcard");

	private static final List<String> LOWER = List.of(">", ">=");

	private static final List<String> UPPER = List.of("<", "<=");

	private Operators() {
	}

	/**
	 * Whether an element of an event pattern asks for the field to be absent.
	 */
	static boolean isAbsence(JsonNode element) {
		JsonNode exists = element.path("exists");
		return element.size() == 1 && exists.isBoolean() && !exists.booleanValue();
	}

	/**
	 * Makes the test of an operator.
	 * @param name the operator's name
	 * @param argument what it compares values to
	 * @throws IllegalArgumentException if it cannot
	 */
	static ValueTest of(String name, JsonNode argument) {
		return switch (name) {
			case "anything-but" -> anythingBut(argument);
			case "numeric" -> ValueTest.number(range(argument));
			case "exists" -> exists(argument);
			case "cidr" -> ValueTest.text(AddressRange.parse(text(argument)));
			default -> ValueTest.text(comparison(name, argument));
		};
	}

	private static ValueTest exists(JsonNode argument) {
		Assert.isTrue(argument.isBoolean(), "must be true or false");
		return (present) -> true;
	}

	private static ValueTest anythingBut(JsonNode argument) {
		if (argument.isObject()) {
			return noneOf(argument);
		}
		List<JsonNode> literals = elements(argument).toList();
		boolean alike = literals.stream().allMatch(JsonNode::isString)
				|| literals.stream().allMatch(JsonNode::isNumber);
		Assert.isTrue(alike && !literals.isEmpty(), () -> "must be texts, numbers or one of " + NEGATABLE);
		return ValueTest.none(literals.stream().map(ValueTest::equalTo).toList());
	}

	private static ValueTest noneOf(JsonNode operators) {
		String operator = operators.propertyStream().map(Map.Entry::getKey).findFirst().orElse("");
		List<JsonNode> operands = elements(operators.path(operator)).toList();
		boolean texts = operands.stream().allMatch((operand) -> operand.isString() && !operand.stringValue().isEmpty());
		Assert.isTrue(texts && !operands.isEmpty() && operators.size() == 1 && NEGATABLE.contains(operator),
				() -> "must have one of %s with texts that are not empty".formatted(NEGATABLE));
		return ValueTest
			.none(operands.stream().map((operand) -> ValueTest.text(comparison(operator, operand))).toList());
	}

	private static Stream<JsonNode> elements(JsonNode argument) {
		return argument.isArray() ? argument.valueStream() : Stream.of(argument);
	}

	private static Predicate<String> comparison(String name, JsonNode argument) {
		return switch (name) {
			case "prefix" -> prefix(argument);
			case "suffix" -> suffix(argument);
			case "equals-ignore-case" -> text(argument)::equalsIgnoreCase;
			case "wildcard" -> Wildcard.parse(text(argument));
			default -> throw new IllegalArgumentException("is not an operator");
		};
	}

	private static Predicate<String> prefix(JsonNode argument) {
		if (argument.isObject()) {
			String prefix = textToIgnoreCaseOf(argument);
			return (value) -> value.regionMatches(true, 0, prefix, 0, prefix.length());
		}
		String prefix = text(argument);
		return (value) -> value.startsWith(prefix);
	}

	private static Predicate<String> suffix(JsonNode argument) {
		if (argument.isObject()) {
			String suffix = textToIgnoreCaseOf(argument);
			return (value) -> value.regionMatches(true, value.length() - suffix.length(), suffix, 0, suffix.length());
		}
		String suffix = text(argument);
		return (value) -> value.endsWith(suffix);
	}

	private static String textToIgnoreCaseOf(JsonNode argument) {
		JsonNode text = argument.path("equals-ignore-case");
		Assert.isTrue(argument.size() == 1 && text.isString(), "must be a text, or equals-ignore-case with a text,");
		return text.stringValue();
	}

	private static String text(JsonNode argument) {
		Assert.isTrue(argument.isString(), "must be a text");
		return argument.stringValue();
	}

	private static Predicate<BigDecimal> range(JsonNode argument) {
		Predicate<BigDecimal> first = bound(argument, 0);
		if (argument.size() == 2) {
			return first;
		}
		Predicate<BigDecimal> second = bound(argument, 2);
		Assert.isTrue(
				argument.size() == 4 && LOWER.contains(argument.path(0).asString())
						&& UPPER.contains(argument.path(2).asString())
						&& argument.path(1).decimalValue().compareTo(argument.path(3).decimalValue()) < 0,
				"must be one comparison, or a lower bound before an upper bound that is greater,");
		return first.and(second);
	}

	private static Predicate<BigDecimal> bound(JsonNode argument, int index) {
		JsonNode number = argument.path(index + 1);
		Assert.isTrue(argument.isArray() && argument.path(index).isString() && number.isNumber(),
				"must be an array of comparisons (=, <, <=, >, >=), each before a number,");
		BigDecimal bound = number.decimalValue();
		String comparison = argument.path(index).stringValue();
		return switch (comparison) {
			case "=" -> (value) -> value.compareTo(bound) == 0;
			case "<" -> (value) -> value.compareTo(bound) < 0;
			case "<=" -> (value) -> value.compareTo(bound) <= 0;
			case ">" -> (value) -> value.compareTo(bound) > 0;
			case ">=" -> (value) -> value.compareTo(bound) >= 0;
			default -> throw new IllegalArgumentException("must compare by =, <, <=, > or >=");
		};
	}

}
