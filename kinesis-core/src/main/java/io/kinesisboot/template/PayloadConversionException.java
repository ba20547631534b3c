package io.kinesisboot.template;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * A payload cannot become the bytes of a record. Immutable.
 *
 * @since 0.1.0
 */
public class PayloadConversionException extends KinesisBootException {

	private final String stream;

	private final Class<?> payloadType;

	PayloadConversionException(String stream, Class<?> payloadType, @Nullable Throwable cause) {
		super("Payload of type '%s' for stream '%s' cannot be converted to bytes".formatted(payloadType.getName(),
				stream), cause);
		this.stream = stream;
		this.payloadType = payloadType;
	}

	/**
	 * Returns the stream that was to take the payload.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Returns the type of the payload.
	 * @return its class
	 */
	public Class<?> getPayloadType() {
		return this.payloadType;
	}

}
