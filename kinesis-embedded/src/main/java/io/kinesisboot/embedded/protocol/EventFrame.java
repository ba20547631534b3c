package io.kinesisboot.embedded.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The messages of an event stream, {@code application/vnd.amazon.eventstream}. Payloads
 * are JSON in whatever format the call came: those SDKs that speak CBOR to the service
 * expect it in event streams too.
 *
 * @since 0.1.0
 */
public final class EventFrame {

	/*
	 * Length of the message, length of the headers, CRC of these two; the headers, each a
	 * name, a type and a value; the payload; the CRC of everything before. Numbers are
	 * big endian.
	 */

	private static final int PRELUDE_BYTES = 12;

	private static final int CRC_BYTES = 4;

	private static final int STRING_TYPE = 7;

	private EventFrame() {
	}

	/**
	 * What comes first.
	 * @param answer the members of the action's answer, the event stream aside
	 * @return the message
	 */
	public static ByteBuffer initialResponse(Answer answer) {
		return event("initial-response", answer);
	}

	/**
	 * An event.
	 * @param type its type
	 * @param payload its members
	 * @return the message
	 */
	public static ByteBuffer event(String type, Answer payload) {
		return encode("event", ":event-type", type, payload);
	}

	/**
	 * An exception, after which nothing comes.
	 * @param error the exception
	 * @return the message
	 */
	public static ByteBuffer exception(AwsError error) {
		return encode("exception", ":exception-type", error.type(), (out) -> {
			out.text("message", error.getMessage());
			error.details().writeTo(out);
		});
	}

	private static ByteBuffer encode(String messageType, String typeHeader, String type, Answer payload) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(":message-type", messageType);
		headers.put(typeHeader, type);
		headers.put(":content-type", "application/json");
		Message message = new Message();
		message.writeBytes(new byte[PRELUDE_BYTES]);
		headers.forEach(message::writeHeader);
		int headerBytes = message.size() - PRELUDE_BYTES;
		WireFormat.JSON.write(payload, message);
		message.writeBytes(new byte[CRC_BYTES]);
		return message.seal(headerBytes);
	}

	/**
	 * Bytes that grow and are then completed in place.
	 */
	private static final class Message extends ByteArrayOutputStream {

		Message() {
			super(512);
		}

		void writeHeader(String name, String value) {
			byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
			byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
			write(nameBytes.length);
			writeBytes(nameBytes);
			write(STRING_TYPE);
			write(valueBytes.length >>> 8);
			write(valueBytes.length);
			writeBytes(valueBytes);
		}

		ByteBuffer seal(int headerBytes) {
			ByteBuffer message = ByteBuffer.wrap(this.buf, 0, this.count);
			message.putInt(0, this.count).putInt(4, headerBytes).putInt(8, crc(8));
			return message.putInt(this.count - CRC_BYTES, crc(this.count - CRC_BYTES));
		}

		private int crc(int length) {
			CRC32 crc = new CRC32();
			crc.update(this.buf, 0, length);
			return (int) crc.getValue();
		}

	}

}
