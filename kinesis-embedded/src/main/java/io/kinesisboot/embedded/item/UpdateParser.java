package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * Reads update expressions. Confined to the call.
 *
 * @since 0.1.0
 */
public final class UpdateParser {

	private static final Set<String> CONDITION_FUNCTIONS = Set.of("attribute_exists", "attribute_not_exists",
			"attribute_type", "begins_with", "contains", "size");

	private static final Map<String, String> TYPE_NAMES = Map.of("S", "STRING", "N", "NUMBER", "B", "BINARY", "BOOL",
			"BOOLEAN", "NULL", "NULL", "SS", "STRING_SET", "NS", "NUMBER_SET", "BS", "BINARY_SET", "L", "LIST", "M",
			"MAP");

	private final ExpressionReader reader;

	private final List<ItemUpdate.Change> changes = new ArrayList<>();

	private UpdateParser(ExpressionReader reader) {
		this.reader = reader;
	}

	public static ItemUpdate parse(String text, Placeholders placeholders) {
		ExpressionReader reader = new ExpressionReader("UpdateExpression", text, placeholders);
		return new UpdateParser(reader).update();
	}

	private ItemUpdate update() {
		Set<String> sections = new HashSet<>();
		do {
			String section = this.reader.peek().toUpperCase(Locale.ROOT);
			if (!sections.add(section)) {
				throw this.reader
					.invalid("The \"" + section + "\" section can only be used once in an update expression;");
			}
			this.changes.addAll(section(section));
		}
		while (!this.reader.atEnd());
		this.reader.requireDisjoint(this.changes.stream().map(ItemUpdate.Change::path).toList());
		return new ItemUpdate(this.changes);
	}

	private List<ItemUpdate.Change> section(String section) {
		return switch (section) {
			case "SET" -> changes(section, this::assignment);
			case "REMOVE" -> changes(section, () -> new ItemUpdate.Removal(this.reader.path()));
			case "ADD" -> changes(section, this::addition);
			case "DELETE" -> changes(section, this::subtraction);
			default -> throw this.reader.syntaxError();
		};
	}

	private List<ItemUpdate.Change> changes(String section, Supplier<ItemUpdate.Change> change) {
		this.reader.expect(section);
		return this.reader.separated(change);
	}

	private ItemUpdate.Change assignment() {
		DocumentPath path = this.reader.path();
		this.reader.expect("=");
		return new ItemUpdate.Assignment(path, sum());
	}

	private ItemUpdate.Change addition() {
		DocumentPath path = this.reader.path();
		Value value = this.reader.value();
		if (!(value instanceof Value.Decimal) && !(value instanceof Value.ScalarSet)) {
			throw wrongType("ADD", value);
		}
		return new ItemUpdate.Addition(path, value);
	}

	private ItemUpdate.Change subtraction() {
		DocumentPath path = this.reader.path();
		Value value = this.reader.value();
		if (value instanceof Value.ScalarSet set) {
			return new ItemUpdate.Subtraction(path, set);
		}
		throw wrongType("DELETE", value);
	}

	private AwsError wrongType(String section, Value value) {
		return this.reader.invalid("Incorrect operand type for operator or function; operator: " + section
				+ ", operand type: " + typeName(value) + ", typeSet: ALLOWED_FOR_" + section + "_OPERAND");
	}

	static String typeName(Value value) {
		return TYPE_NAMES.getOrDefault(value.type(), value.type());
	}

	private Operand sum() {
		Operand left = operand();
		if (this.reader.acceptOperator("+")) {
			return sum("+", left, operand());
		}
		if (this.reader.acceptOperator("-")) {
			return sum("-", left, operand());
		}
		return left;
	}

	private Operand sum(String operator, Operand left, Operand right) {
		requireType(operator, Value.Decimal.class, left);
		requireType(operator, Value.Decimal.class, right);
		return new Operand.Sum(left, right, /* negated= */ operator.equals("-"));
	}

	private Operand operand() {
		if (this.reader.accept("(")) {
			Operand operand = this.reader.nested(this::sum);
			this.reader.expect(")");
			return operand;
		}
		if (this.reader.atValue()) {
			return new Operand.Constant(this.reader.value());
		}
		if (this.reader.atFunction()) {
			return function(this.reader.functionName());
		}
		return new Operand.Attribute(this.reader.path());
	}

	private Operand function(String name) {
		return switch (name) {
			case "if_not_exists" -> fallback(name);
			case "list_append" -> concatenation(name);
			default -> throw this.reader.invalid(CONDITION_FUNCTIONS.contains(name)
					? "The function is not allowed in an update expression; function: " + name
					: "Invalid function name; function: " + name);
		};
	}

	private Operand fallback(String function) {
		List<Operand> operands = this.reader.arguments(function, 2, this::operand);
		if (operands.get(0) instanceof Operand.Attribute attribute) {
			return new Operand.Fallback(attribute.path(), operands.get(1));
		}
		throw this.reader.pathRequired(function);
	}

	private Operand concatenation(String function) {
		List<Operand> operands = this.reader.arguments(function, 2, this::operand);
		operands.forEach((operand) -> requireType(function, Value.Sequence.class, operand));
		return new Operand.Concatenation(operands.get(0), operands.get(1));
	}

	private void requireType(String operator, Class<? extends Value> type, Operand operand) {
		if (operand instanceof Operand.Constant constant && !type.isInstance(constant.value())) {
			throw this.reader.wrongOperandType(operator, constant.value());
		}
	}

}
