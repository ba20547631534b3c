package io.kinesisboot.template;

import java.util.List;

import io.kinesisboot.KinesisBootException;

/**
 * A payload breaks the constraints that it declares; it was not sent. Immutable.
 *
 * @since 0.1.0
 */
public class InvalidPayloadException extends KinesisBootException {

	private final Class<?> payloadType;

	private final List<String> violations;

	InvalidPayloadException(String streams, Class<?> payloadType, List<String> violations) {
		super("Payload of type '%s' for stream '%s' is invalid: %s".formatted(payloadType.getName(), streams,
				String.join("; ", violations)), null);
		this.payloadType = payloadType;
		this.violations = List.copyOf(violations);
	}

	/**
	 * Returns the type of the payload.
	 * @return its class
	 */
	public Class<?> getPayloadType() {
		return this.payloadType;
	}

	/**
	 * Returns what is wrong.
	 * @return one text a violation, which names the property and the value seen
	 */
	public List<String> getViolations() {
		return this.violations;
	}

}
