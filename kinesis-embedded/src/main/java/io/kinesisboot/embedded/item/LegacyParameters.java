package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.kinesisboot.embedded.item.ItemCondition.Operator;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that said what expressions say today; the Kinesis Client Library still
 * takes, renews and evicts leases with them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LegacyParameters {

	private static final List<String> EXPRESSIONS = List.of("UpdateExpression", "ConditionExpression",
			"KeyConditionExpression", "FilterExpression", "ProjectionExpression");

	private static final List<String> LEGACY = List.of("AttributeUpdates", "Expected", "KeyConditions", "QueryFilter",
			"ScanFilter", "AttributesToGet", "ConditionalOperator");

	private static final Map<String, Operator> COMPARISONS = Map.of("EQ", Operator.EQ, "NE", Operator.NE, "LT",
			Operator.LT, "LE", Operator.LE, "GT", Operator.GT, "GE", Operator.GE);

	private static final Set<String> FOR_ANY_TYPE = Set.of("EQ", "NE");

	private LegacyParameters() {
	}

	/**
	 * Refuses a call that says some things with expressions and others without.
	 * @param request the call
	 */
	public static void requireNotMixed(RequestBody request) {
		String expressions = present(request, EXPRESSIONS);
		String legacy = present(request, LEGACY);
		if (!expressions.isEmpty() && !legacy.isEmpty()) {
			throw LeaseErrors
				.validation("Can not use both expression and non-expression parameters in the same request:"
						+ " Non-expression parameters: {" + legacy + "} Expression parameters: {" + expressions + "}");
		}
	}

	private static String present(RequestBody request, List<String> names) {
		Stream<String> present = names.stream().filter((name) -> request.members().get(name) != null);
		return String.join(", ", present.toList());
	}

	/**
	 * Reads conditions on attributes.
	 * @param request the call
	 * @param name the parameter that holds them
	 * @return the condition, one that always holds if absent
	 */
	public static ItemCondition conditions(RequestBody request, String name) {
		RequestBody attributes = request.object(name);
		if (attributes == null) {
			return ItemCondition.ALWAYS;
		}
		List<ItemCondition> conditions = new ArrayList<>();
		for (String attribute : attributes.members().keySet()) {
			conditions.add(condition(attribute, Parameters.object(attributes, attribute)));
		}
		return "OR".equals(request.text("ConditionalOperator")) ? new ItemCondition.Any(conditions)
				: new ItemCondition.All(conditions);
	}

	private static ItemCondition condition(String attribute, RequestBody expected) {
		DocumentPath path = DocumentPath.of(attribute);
		Value value = value(expected);
		String operator = expected.text("ComparisonOperator");
		List<Value> arguments = arguments(expected);
		if (value != null && !arguments.isEmpty()) {
			throw LeaseErrors
				.invalidParameter("Value and AttributeValueList cannot be used together for Attribute: " + attribute);
		}
		if (operator == null) {
			return existence(path, expected.flag("Exists"), value);
		}
		if (expected.flag("Exists") != null) {
			throw LeaseErrors
				.invalidParameter("Exists and ComparisonOperator cannot be used together for Attribute: " + attribute);
		}
		return comparison(path, operator, (value != null) ? List.of(value) : arguments);
	}

	private static @Nullable Value value(RequestBody parameter) {
		RequestBody value = parameter.object("Value");
		return (value != null) ? ValueReader.value(value.members()) : null;
	}

	private static List<Value> arguments(RequestBody expected) {
		List<RequestBody> list = expected.objects("AttributeValueList");
		return (list != null) ? list.stream().map((value) -> ValueReader.value(value.members())).toList() : List.of();
	}

	private static ItemCondition existence(DocumentPath path, @Nullable Boolean exists, @Nullable Value value) {
		ItemCondition present = new ItemCondition.Exists(path);
		if (Boolean.FALSE.equals(exists)) {
			if (value != null) {
				throw LeaseErrors
					.invalidParameter("Value cannot be used when Exists is false for Attribute: " + path.attribute());
			}
			return new ItemCondition.Not(present);
		}
		if (value == null) {
			throw LeaseErrors.invalidParameter(
					"Value must be provided when Exists is " + exists + " for Attribute: " + path.attribute());
		}
		return comparison(path, Operator.EQ, value);
	}

	private static ItemCondition comparison(DocumentPath path, Operator operator, Value value) {
		return new ItemCondition.Comparison(new Operand.Attribute(path), operator, new Operand.Constant(value));
	}

	private static ItemCondition comparison(DocumentPath path, String operator, List<Value> arguments) {
		requireArguments(operator, arguments);
		Operand attribute = new Operand.Attribute(path);
		List<Operand> operands = arguments.stream().<Operand>map(Operand.Constant::new).toList();
		return switch (operator) {
			case "NULL" -> new ItemCondition.Not(new ItemCondition.Exists(path));
			case "NOT_NULL" -> new ItemCondition.Exists(path);
			case "CONTAINS" -> new ItemCondition.Contains(attribute, operands.get(0));
			case "NOT_CONTAINS" -> new ItemCondition.All(List.of(new ItemCondition.Exists(path),
					new ItemCondition.Not(new ItemCondition.Contains(attribute, operands.get(0)))));
			case "BEGINS_WITH" -> new ItemCondition.BeginsWith(attribute, operands.get(0));
			case "IN" -> new ItemCondition.In(attribute, operands);
			case "BETWEEN" -> between(attribute, arguments);
			default -> new ItemCondition.Comparison(attribute, operator(operator), operands.get(0));
		};
	}

	private static Operator operator(String name) {
		Operator operator = COMPARISONS.get(name);
		if (operator == null) {
			throw LeaseErrors.validation("1 validation error detected: Value '" + name
					+ "' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: "
					+ "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]");
		}
		return operator;
	}

	private static ItemCondition between(Operand attribute, List<Value> bounds) {
		if (Operator.GT.test(bounds.get(0), bounds.get(1))) {
			throw LeaseErrors.validation("The BETWEEN condition was provided a range where the lower bound is greater"
					+ " than the upper bound");
		}
		return new ItemCondition.Between(attribute, new Operand.Constant(bounds.get(0)),
				new Operand.Constant(bounds.get(1)));
	}

	private static void requireArguments(String operator, List<Value> arguments) {
		boolean rightNumber = switch (operator) {
			case "NULL", "NOT_NULL" -> arguments.isEmpty();
			case "BETWEEN" -> arguments.size() == 2;
			case "IN" -> !arguments.isEmpty();
			default -> arguments.size() == 1;
		};
		if (!rightNumber) {
			throw LeaseErrors
				.invalidParameter("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
		}
		for (Value argument : arguments) {
			if (!FOR_ANY_TYPE.contains(operator) && !(argument instanceof Value.Scalar)) {
				throw LeaseErrors.invalidParameter("ComparisonOperator " + operator + " is not valid for "
						+ argument.type() + " AttributeValue type");
			}
		}
	}

	/**
	 * Reads {@code AttributeUpdates}.
	 * @param request the call
	 * @return the update, one that changes nothing if absent
	 */
	public static ItemUpdate updates(RequestBody request) {
		RequestBody attributes = request.object("AttributeUpdates");
		if (attributes == null) {
			return ItemUpdate.NONE;
		}
		List<ItemUpdate.Change> changes = new ArrayList<>();
		for (String attribute : attributes.members().keySet()) {
			changes.add(change(DocumentPath.of(attribute), Parameters.object(attributes, attribute)));
		}
		return new ItemUpdate(changes);
	}

	private static ItemUpdate.Change change(DocumentPath path, RequestBody update) {
		String action = update.text("Action");
		Value value = value(update);
		if (value == null) {
			if ("DELETE".equals(action)) {
				return new ItemUpdate.Removal(path);
			}
			throw LeaseErrors.invalidParameter("Only DELETE action is allowed when no attribute value is specified");
		}
		return switch ((action != null) ? action : "PUT") {
			case "PUT" -> new ItemUpdate.Assignment(path, new Operand.Constant(value));
			case "ADD" -> addition(path, value);
			case "DELETE" -> subtraction(path, value);
			default -> throw LeaseErrors.validation("1 validation error detected: Value '" + action
					+ "' at 'action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]");
		};
	}

	private static ItemUpdate.Change addition(DocumentPath path, Value value) {
		if (value instanceof Value.Decimal || value instanceof Value.ScalarSet || value instanceof Value.Sequence) {
			return new ItemUpdate.Addition(path, value);
		}
		throw LeaseErrors.invalidParameter("ADD action is not supported for the type " + UpdateParser.typeName(value));
	}

	private static ItemUpdate.Change subtraction(DocumentPath path, Value value) {
		if (value instanceof Value.ScalarSet set) {
			return new ItemUpdate.Subtraction(path, set);
		}
		throw LeaseErrors
			.invalidParameter("DELETE action with value is not supported for the type " + UpdateParser.typeName(value));
	}

}
