package io.kinesisboot.firehose;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the bytes of records of payloads: {@code byte[]} and {@link ByteBuffer} as they
 * are, text as UTF-8, everything else as JSON. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PayloadBytes {

	private final JsonMapper mapper;

	private final byte[] delimiter;

	/**
	 * Creates a converter.
	 * @param mapper writes JSON
	 * @param delimiter what each record ends with, such as a newline: Firehose puts
	 * nothing between the records of an object; may be empty
	 */
	public PayloadBytes(JsonMapper mapper, String delimiter) {
		this.mapper = mapper;
		this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Makes bytes of a payload. The delimiter is not repeated where a payload ends with
	 * it.
	 * @param payload the payload
	 * @return its bytes and the delimiter; not a copy of a {@code byte[]} that has it
	 * @throws tools.jackson.core.JacksonException if it cannot become JSON
	 */
	public byte[] of(Object payload) {
		byte[] bytes = withoutDelimiter(payload);
		return endsWithDelimiter(bytes) ? bytes : append(bytes);
	}

	private byte[] withoutDelimiter(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.duplicate().get(bytes);
			return bytes;
		}
		if (payload instanceof CharSequence text) {
			return text.toString().getBytes(StandardCharsets.UTF_8);
		}
		return this.mapper.writeValueAsBytes(payload);
	}

	private boolean endsWithDelimiter(byte[] bytes) {
		int start = bytes.length - this.delimiter.length;
		return start >= 0 && Arrays.equals(bytes, start, bytes.length, this.delimiter, 0, this.delimiter.length);
	}

	private byte[] append(byte[] bytes) {
		byte[] all = Arrays.copyOf(bytes, bytes.length + this.delimiter.length);
		System.arraycopy(this.delimiter, 0, all, bytes.length, this.delimiter.length);
		return all;
	}

}
