package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.kinesisboot.embedded.item.ItemCondition.Operator;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * Reads condition, filter and key condition expressions. Confined to the call.
 *
 * @since 0.1.0
 */
public final class ConditionParser {

	private static final Set<String> TYPES = Set.of("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M");

	private static final Set<String> UPDATE_FUNCTIONS = Set.of("if_not_exists", "list_append");

	private final ExpressionReader reader;

	/** The words of the parentheses closed last, to find redundant ones. */
	private int lastOpened;

	private int lastClosed;

	private ConditionParser(ExpressionReader reader) {
		this.reader = reader;
	}

	/**
	 * Reads the condition of a call.
	 * @param request the call
	 * @param kind the parameter that holds it
	 * @param placeholders what its placeholders stand for
	 * @return the condition, one that always holds if absent
	 */
	public static ItemCondition parse(RequestBody request, String kind, Placeholders placeholders) {
		String text = request.text(kind);
		return (text != null) ? parse(kind, text, placeholders) : ItemCondition.ALWAYS;
	}

	public static ItemCondition parse(String kind, String text, Placeholders placeholders) {
		ExpressionReader reader = new ExpressionReader(kind, text, placeholders);
		ItemCondition condition = new ConditionParser(reader).any();
		reader.expectEnd();
		return condition;
	}

	private ItemCondition any() {
		List<ItemCondition> conditions = new ArrayList<>();
		do {
			conditions.add(all());
		}
		while (this.reader.acceptOperator("OR"));
		return (conditions.size() > 1) ? new ItemCondition.Any(conditions) : conditions.get(0);
	}

	private ItemCondition all() {
		List<ItemCondition> conditions = new ArrayList<>();
		do {
			conditions.add(not());
		}
		while (this.reader.acceptOperator("AND"));
		return (conditions.size() > 1) ? new ItemCondition.All(conditions) : conditions.get(0);
	}

	private ItemCondition not() {
		if (this.reader.acceptOperator("NOT")) {
			return new ItemCondition.Not(this.reader.nested(this::not));
		}
		return this.reader.peek().equals("(") ? this.reader.nested(this::parenthesized) : simple();
	}

	private ItemCondition parenthesized() {
		int opened = this.reader.position();
		this.reader.expect("(");
		ItemCondition condition = any();
		int closed = this.reader.position();
		this.reader.expect(")");
		if (this.lastOpened == opened + 1 && this.lastClosed == closed - 1) {
			throw this.reader.invalid("The expression has redundant parentheses;");
		}
		this.lastOpened = opened;
		this.lastClosed = closed;
		return condition;
	}

	private ItemCondition simple() {
		if (this.reader.atFunction() && !this.reader.peek().equals("size")) {
			return function(this.reader.functionName());
		}
		Operand operand = operand();
		if (this.reader.acceptOperator("BETWEEN")) {
			return between(operand);
		}
		if (this.reader.acceptOperator("IN")) {
			return new ItemCondition.In(operand, this.reader.parenthesized(this::operand));
		}
		return comparison(operand, operator());
	}

	private Operator operator() {
		for (Operator operator : Operator.values()) {
			if (this.reader.acceptOperator(operator.sign())) {
				return operator;
			}
		}
		throw this.reader.syntaxError();
	}

	private ItemCondition comparison(Operand left, Operator operator) {
		Operand right = operand();
		this.reader.requireDistinct(operator.sign(), left, right);
		if (operator != Operator.EQ && operator != Operator.NE) {
			requireScalar(operator.sign(), left);
			requireScalar(operator.sign(), right);
		}
		return new ItemCondition.Comparison(left, operator, right);
	}

	private ItemCondition between(Operand operand) {
		Operand low = operand();
		this.reader.expect("AND");
		Operand high = operand();
		requireScalar("BETWEEN", low);
		requireScalar("BETWEEN", high);
		if (low instanceof Operand.Constant least && high instanceof Operand.Constant greatest
				&& Operator.GT.test(least.value(), greatest.value())) {
			throw this.reader
				.invalid("The BETWEEN operator requires upper bound to be greater than or equal to lower bound;"
						+ " lower bound operand: " + describe(least) + ", upper bound operand: " + describe(greatest));
		}
		return new ItemCondition.Between(operand, low, high);
	}

	private static String describe(Operand.Constant constant) {
		return "AttributeValue: {" + constant.value().type() + ":" + constant.value().content() + "}";
	}

	private void requireScalar(String operator, Operand operand) {
		if (operand instanceof Operand.Constant constant && !(constant.value() instanceof Value.Scalar)) {
			throw this.reader.wrongOperandType(operator, constant.value());
		}
	}

	private ItemCondition function(String name) {
		return switch (name) {
			case "attribute_exists" -> new ItemCondition.Exists(onlyPath(name));
			case "attribute_not_exists" -> new ItemCondition.Not(new ItemCondition.Exists(onlyPath(name)));
			case "attribute_type" -> ofType(name);
			case "begins_with" -> beginsWith(name);
			case "contains" -> contains(name);
			default -> throw this.reader.invalid(UPDATE_FUNCTIONS.contains(name)
					? "The function is not allowed in a condition expression; function: " + name
					: "Invalid function name; function: " + name);
		};
	}

	private DocumentPath onlyPath(String function) {
		return path(function, this.reader.arguments(function, 1, this::operand).get(0));
	}

	private DocumentPath path(String function, Operand operand) {
		if (operand instanceof Operand.Attribute attribute) {
			return attribute.path();
		}
		throw this.reader.pathRequired(function);
	}

	private ItemCondition ofType(String function) {
		List<Operand> operands = this.reader.arguments(function, 2, this::operand);
		if (!(operands.get(1) instanceof Operand.Constant constant)) {
			throw this.reader.syntaxError();
		}
		if (!(constant.value() instanceof Value.Text type)) {
			throw this.reader.wrongOperandType(function, constant.value());
		}
		if (!TYPES.contains(type.content())) {
			throw this.reader.invalid("Invalid attribute type name found; type: " + type.content()
					+ ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
		}
		return new ItemCondition.OfType(path(function, operands.get(0)), type.content());
	}

	private ItemCondition beginsWith(String function) {
		List<Operand> operands = this.reader.arguments(function, 2, this::operand);
		for (Operand operand : operands) {
			if (operand instanceof Operand.Constant constant && !(constant.value() instanceof Value.Text)
					&& !(constant.value() instanceof Value.Binary)) {
				throw this.reader.wrongOperandType(function, constant.value());
			}
		}
		this.reader.requireDistinct(function, operands.get(0), operands.get(1));
		return new ItemCondition.BeginsWith(operands.get(0), operands.get(1));
	}

	private ItemCondition contains(String function) {
		List<Operand> operands = this.reader.arguments(function, 2, this::operand);
		this.reader.requireDistinct(function, operands.get(0), operands.get(1));
		return new ItemCondition.Contains(operands.get(0), operands.get(1));
	}

	private Operand operand() {
		if (this.reader.atValue()) {
			return new Operand.Constant(this.reader.value());
		}
		if (this.reader.atFunction()) {
			return size(this.reader.functionName());
		}
		return new Operand.Attribute(this.reader.path());
	}

	private Operand size(String function) {
		if (!function.equals("size")) {
			throw this.reader.invalid("Invalid function name; function: " + function);
		}
		return new Operand.Size(this.reader.arguments(function, 1, this::operand).get(0));
	}

}
