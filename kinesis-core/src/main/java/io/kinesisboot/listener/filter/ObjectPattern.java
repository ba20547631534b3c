package io.kinesisboot.listener.filter;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What an event pattern asks of the fields of an object. Immutable.
 *
 * @param fields what it asks of each field
 * @param choices lists of patterns, of each of which the object must match one
 */
record ObjectPattern(Map<String, FieldPattern> fields, List<List<ObjectPattern>> choices) implements FieldPattern {

	@Override
	public boolean matches(JsonNode value, JsonNode event) {
		if (value.isArray()) {
			for (JsonNode element : value) {
				if (matches(element, event)) {
					return true;
				}
			}
		}
		return matchesObject(value.isObject() ? value : MissingNode.getInstance(), event);
	}

	private boolean matchesObject(JsonNode object, JsonNode event) {
		for (Map.Entry<String, FieldPattern> field : this.fields.entrySet()) {
			if (!field.getValue().matches(object.path(field.getKey()), event)) {
				return false;
			}
		}
		for (List<ObjectPattern> choice : this.choices) {
			if (!matchesAny(choice, object, event)) {
				return false;
			}
		}
		return true;
	}

	private static boolean matchesAny(List<ObjectPattern> choice, JsonNode object, JsonNode event) {
		for (ObjectPattern pattern : choice) {
			if (pattern.matchesObject(object, event)) {
				return true;
			}
		}
		return false;
	}

	/** The names of all fields at this level. */
	Stream<String> names() {
		return Stream.concat(this.fields.keySet().stream(),
				this.choices.stream().flatMap(List::stream).flatMap(ObjectPattern::names));
	}

}
