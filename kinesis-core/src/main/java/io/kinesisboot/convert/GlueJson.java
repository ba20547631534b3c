package io.kinesisboot.convert;

import com.amazonaws.services.schemaregistry.common.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

/**
 * JSON as it is. Thread-safe.
 */
final class GlueJson implements GlueFormat {

	private final JsonMessageConverter converter;

	GlueJson(JsonMessageConverter converter) {
		this.converter = converter;
	}

	@Override
	public byte[] write(Object payload) {
		Message<?> message = this.converter.toMessage(payload, null);
		Assert.state(message != null, "JSON must be written");
		return (byte[]) message.getPayload();
	}

	@Override
	public @Nullable Object read(Schema schema, byte[] data, Class<?> type, @Nullable Object hint) {
		return this.converter.fromMessage(new GenericMessage<>(data), type, hint);
	}

}
