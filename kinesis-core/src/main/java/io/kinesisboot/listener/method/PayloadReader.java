package io.kinesisboot.listener.method;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;

/**
 * Makes of records what a listener method takes for them. Thread-safe.
 */
final class PayloadReader {

	private final ListenerSignature signature;

	private final SmartMessageConverter converter;

	private final @Nullable PayloadValidation validation;

	private final boolean raw;

	/**
	 * Creates a reader.
	 * @param signature what the method takes
	 * @param converter makes payloads of bytes
	 * @param validation what payloads must pass, or null
	 */
	PayloadReader(ListenerSignature signature, SmartMessageConverter converter,
			@Nullable PayloadValidation validation) {
		this.signature = signature;
		this.converter = converter;
		this.validation = validation;
		this.raw = signature.element() == ListenerSignature.Element.RECORD
				&& !signature.has(ListenerSignature.Role.HEADERS);
	}

	/**
	 * Makes a message of a record, unless the method takes nothing but the record.
	 */
	Object read(ReceivedRecord record, int attempt) {
		if (this.raw) {
			return record;
		}
		RecordHeaders headers = new RecordHeaders(record, attempt);
		if (this.signature.element() == ListenerSignature.Element.RECORD) {
			return new GenericMessage<>(record, headers);
		}
		Message<byte[]> bytes = new GenericMessage<>(record.bytes(), headers);
		Message<?> message = (this.signature.payloadType() != byte[].class)
				? new GenericMessage<>(convert(bytes, record), headers) : bytes;
		if (this.validation != null) {
			this.validation.check(message);
		}
		return message;
	}

	private Object convert(Message<byte[]> bytes, ReceivedRecord record) {
		Class<?> type = this.signature.payloadType();
		Object payload = this.converter.fromMessage(bytes, type, this.signature.hint());
		if (payload == null) {
			throw new MessageConversionException(bytes,
					"No converter makes a " + type.getTypeName() + " of the payload of " + record);
		}
		if (!ClassUtils.isAssignableValue(type, payload)) {
			throw new MessageConversionException(bytes, "A converter made a " + payload.getClass().getTypeName()
					+ " rather than a " + type.getTypeName() + " of the payload of " + record);
		}
		return payload;
	}

	/**
	 * The record of which something was made.
	 */
	static ReceivedRecord record(Object read) {
		return (read instanceof ReceivedRecord record) ? record : headers(read).record();
	}

	static RecordHeaders headers(Object read) {
		return (RecordHeaders) ((Message<?>) read).getHeaders();
	}

}
