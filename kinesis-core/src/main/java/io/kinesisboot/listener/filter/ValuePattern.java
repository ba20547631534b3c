package io.kinesisboot.listener.filter;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * What an event pattern asks of a value. Immutable.
 *
 * @param path where the value stands in the event
 * @param tests of which one must pass
 * @param orAbsent whether it may be missing instead, in the whole event
 */
record ValuePattern(List<String> path, List<ValueTest> tests, boolean orAbsent) implements FieldPattern {

	@Override
	public boolean matches(JsonNode value, JsonNode event) {
		return passes(value) || (this.orAbsent && !isPresent(event, 0));
	}

	private boolean passes(JsonNode value) {
		if (value.isArray()) {
			for (JsonNode element : value) {
				if (passes(element)) {
					return true;
				}
			}
			return false;
		}
		if (!isValue(value)) {
			return false;
		}
		for (ValueTest test : this.tests) {
			if (test.passes(value)) {
				return true;
			}
		}
		return false;
	}

	private boolean isPresent(JsonNode node, int depth) {
		if (node.isArray()) {
			for (JsonNode element : node) {
				if (isPresent(element, depth)) {
					return true;
				}
			}
			return false;
		}
		if (node.isObject() && depth < this.path.size()) {
			return isPresent(node.path(this.path.get(depth)), depth + 1);
		}
		return node == UNKNOWN || (depth == this.path.size() && isValue(node));
	}

	private static boolean isValue(JsonNode node) {
		return node.isValueNode() && node != UNKNOWN;
	}

}
