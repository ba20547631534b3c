package io.kinesisboot.listener.filter;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What an event pattern asks of one field. Immutable.
 */
interface FieldPattern {

	/** Stands for what is not JSON: neither its value nor its absence can match. */
	JsonNode UNKNOWN = JsonNodeFactory.instance.pojoNode(FieldPattern.class);

	/**
	 * Whether the field matches.
	 * @param value its value, or a missing node
	 * @param event the whole event, in which a field may have to be absent
	 */
	boolean matches(JsonNode value, JsonNode event);

}
