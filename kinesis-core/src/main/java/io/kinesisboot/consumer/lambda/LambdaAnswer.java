package io.kinesisboot.consumer.lambda;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Lambda is told of an event. Immutable.
 *
 * @param failedFrom the sequence number of the first stream record that is not done, from
 * which on Lambda hands over all again; null if all are
 * @param windowState the state of the event's tumbling window, a JSON object as UTF-8;
 * null without tumbling windows
 * @since 0.1.0
 */
public record LambdaAnswer(@Nullable String failedFrom, byte @Nullable [] windowState) {

	private static final JsonMapper mapper = new JsonMapper();

	/**
	 * The answer as Lambda reads it.
	 * @return a JSON object with {@code batchItemFailures}, and with {@code state} if
	 * there is a tumbling window
	 */
	public byte[] toJson() {
		ObjectNode answer = mapper.createObjectNode();
		if (this.windowState != null) {
			answer.set("state", mapper.readTree(this.windowState));
		}
		if (this.failedFrom != null) {
			answer.putArray("batchItemFailures").addObject().put("itemIdentifier", this.failedFrom);
		}
		else {
			answer.putArray("batchItemFailures");
		}
		return mapper.writeValueAsBytes(answer);
	}

}
