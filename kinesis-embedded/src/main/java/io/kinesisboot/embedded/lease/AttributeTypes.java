package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The types of the attributes that are part of a key, and what follows from them for keys
 * and items. Immutable.
 *
 * @param types the types by attribute
 */
record AttributeTypes(Map<String, String> types) {

	static final AttributeTypes NONE = new AttributeTypes(Map.of());

	/**
	 * Adds the {@code AttributeDefinitions} of a call.
	 * @param request the call
	 * @return these types and those of the call
	 */
	AttributeTypes with(RequestBody request) {
		Map<String, String> merged = new LinkedHashMap<>(this.types);
		for (RequestBody definition : Parameters.optionalObjects(request, "AttributeDefinitions")) {
			merged.put(Parameters.text(definition, "AttributeName"), Parameters.text(definition, "AttributeType"));
		}
		return new AttributeTypes(merged);
	}

	void requireDefined(KeySchema keySchema) {
		if (!this.types.keySet().containsAll(keySchema.attributes())) {
			throw LeaseErrors
				.invalidParameter("Some index key attributes are not defined in AttributeDefinitions. Keys: "
						+ keySchema.attributes() + ", AttributeDefinitions: " + this.types.keySet());
		}
	}

	void requireNoOthersThan(Collection<String> attributes) {
		if (!attributes.containsAll(this.types.keySet())) {
			throw LeaseErrors.invalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: "
					+ this.types.keySet() + ", keys used: " + attributes);
		}
	}

	/**
	 * Takes the key out of an item that is to be written.
	 * @param keySchema the table's key
	 * @param item the item
	 * @return its key
	 */
	List<Value.Scalar> keyOfItem(KeySchema keySchema, Value.Document item) {
		List<Value.Scalar> key = new ArrayList<>();
		for (String attribute : keySchema.attributes()) {
			Value value = item.get(attribute);
			if (value == null) {
				throw LeaseErrors.invalidParameter("Missing the key " + attribute + " in the item");
			}
			if (!(value instanceof Value.Scalar scalar) || !isOfType(attribute, value)) {
				throw LeaseErrors.invalidParameter("Type mismatch for key " + attribute + " expected: "
						+ this.types.get(attribute) + " actual: " + value.type());
			}
			key.add(requireNotEmpty(attribute, scalar));
		}
		return key;
	}

	/**
	 * Takes the key out of a call's {@code Key} parameter.
	 * @param keySchema the table's key
	 * @param parameter the parameter
	 * @return the key
	 */
	List<Value.Scalar> keyOf(KeySchema keySchema, Value.Document parameter) {
		List<Value.Scalar> key = new ArrayList<>();
		for (String attribute : keySchema.attributes()) {
			if (parameter.get(attribute) instanceof Value.Scalar scalar && isOfType(attribute, scalar)) {
				key.add(requireNotEmpty(attribute, scalar));
			}
		}
		if (key.size() != keySchema.attributes().size() || key.size() != parameter.members().size()) {
			throw LeaseErrors.validation("The provided key element does not match the schema");
		}
		return key;
	}

	private static Value.Scalar requireNotEmpty(String attribute, Value.Scalar value) {
		if (value.sizeBytes() == 0) {
			throw LeaseErrors.validation("One or more parameter values are not valid. The AttributeValue for a key"
					+ " attribute cannot contain an empty string value. Key: " + attribute);
		}
		return value;
	}

	/**
	 * Refuses a value that cannot be compared with a part of a key.
	 * @param attribute the part's attribute
	 * @param value the value
	 */
	void requireComparable(String attribute, Value value) {
		if (!isOfType(attribute, value)) {
			throw LeaseErrors.invalidParameter("Condition parameter type does not match schema type");
		}
	}

	/**
	 * Refuses an item that has a value of another type for the key of an index; it may
	 * have none.
	 * @param index the index
	 * @param item the item
	 */
	void requireIndexable(SecondaryIndex index, Value.Document item) {
		for (String attribute : index.items().keySchema().attributes()) {
			requireIndexable(index.name(), attribute, item.get(attribute));
		}
	}

	private void requireIndexable(String index, String attribute, @Nullable Value value) {
		if (value != null && !isOfType(attribute, value)) {
			throw LeaseErrors.invalidParameter("Type mismatch for Index Key " + attribute + " Expected: "
					+ this.types.get(attribute) + " Actual: " + value.type() + " IndexName: " + index);
		}
		if (value != null && value.sizeBytes() == 0) {
			throw LeaseErrors.validation("One or more parameter values are not valid. A value specified for a secondary"
					+ " index key is not supported. The AttributeValue for a key attribute cannot contain an empty string"
					+ " value. IndexName: " + index + ", IndexKey: " + attribute);
		}
	}

	private boolean isOfType(String attribute, Value value) {
		return value.type().equals(this.types.get(attribute));
	}

	void describe(AnswerWriter out) {
		out.objects("AttributeDefinitions", this.types.entrySet(), (definition,
				type) -> definition.text("AttributeName", type.getKey()).text("AttributeType", type.getValue()));
	}

}
