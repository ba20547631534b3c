package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.embedded.item.ItemCondition;
import io.kinesisboot.embedded.item.ItemCondition.Operator;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Operand;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The partition that a query reads, and what the sort key must be like. Immutable.
 *
 * @param hash the partition key
 * @param range what must hold for the sort key
 */
record KeyCondition(Value.Scalar hash, ItemCondition range) {

	/**
	 * Takes a condition on a key apart.
	 * @param condition the condition
	 * @param keySchema the key
	 * @param types the types of the key's parts
	 * @return its parts
	 */
	static KeyCondition of(ItemCondition condition, KeySchema keySchema, AttributeTypes types) {
		Value.Scalar hash = null;
		ItemCondition range = null;
		for (ItemCondition part : parts(condition)) {
			String attribute = attribute(part);
			if (attribute.equals(keySchema.hash()) && hash == null) {
				hash = equal(part);
			}
			else if (attribute.equals(keySchema.range()) && range == null) {
				range = part;
			}
			else if (keySchema.attributes().contains(attribute)) {
				throw LeaseErrors.validation("KeyConditionExpressions must only contain one condition per key");
			}
			else {
				throw missed(keySchema);
			}
		}
		if (hash == null) {
			throw missed(keySchema);
		}
		for (ItemCondition part : parts(condition)) {
			constants(part).forEach((value) -> types.requireComparable(attribute(part), value));
		}
		return new KeyCondition(hash, (range != null) ? range : ItemCondition.ALWAYS);
	}

	private static AwsError missed(KeySchema keySchema) {
		return LeaseErrors.validation("Query condition missed key schema element: " + keySchema.hash());
	}

	private static List<ItemCondition> parts(ItemCondition condition) {
		if (!(condition instanceof ItemCondition.All all)) {
			return List.of(condition);
		}
		List<ItemCondition> parts = new ArrayList<>();
		all.conditions().forEach((part) -> parts.addAll(parts(part)));
		return parts;
	}

	private static Value.Scalar equal(ItemCondition part) {
		if (part instanceof ItemCondition.Comparison comparison && comparison.operator() == Operator.EQ
				&& comparison.right() instanceof Operand.Constant constant
				&& constant.value() instanceof Value.Scalar scalar) {
			return scalar;
		}
		throw LeaseErrors.validation("Query key condition not supported");
	}

	private static String attribute(ItemCondition part) {
		if (!(operands(part).get(0) instanceof Operand.Attribute attribute)) {
			throw nested();
		}
		String name = attribute.path().attribute();
		if (!attribute.path().isAttribute(name)) {
			throw LeaseErrors
				.validation("Key attributes must be scalars; list random access '[]' and map lookup '.' are"
						+ " not allowed: Key: " + name);
		}
		return name;
	}

	private static List<Value> constants(ItemCondition part) {
		List<Value> values = new ArrayList<>();
		for (Operand operand : operands(part).subList(1, operands(part).size())) {
			if (!(operand instanceof Operand.Constant constant)) {
				throw nested();
			}
			values.add(constant.value());
		}
		return values;
	}

	private static AwsError nested() {
		return LeaseErrors.validation("KeyConditionExpressions cannot contain nested operations");
	}

	private static List<Operand> operands(ItemCondition part) {
		if (part instanceof ItemCondition.Comparison comparison && comparison.operator() != Operator.NE) {
			return List.of(comparison.left(), comparison.right());
		}
		if (part instanceof ItemCondition.Between between) {
			return List.of(between.operand(), between.low(), between.high());
		}
		if (part instanceof ItemCondition.BeginsWith beginsWith) {
			return List.of(beginsWith.operand(), beginsWith.prefix());
		}
		throw LeaseErrors.validation("Invalid operator used in KeyConditionExpression: " + part.sign());
	}

}
