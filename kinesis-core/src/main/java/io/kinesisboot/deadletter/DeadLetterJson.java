package io.kinesisboot.deadletter;

import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dead letters as JSON, in which they are stored where headers do not fit:
 * <pre class="code">
 * {"headers":{"Kinesis_deadLetterStreamName":"orders",...},"payload":"&lt;Base64&gt;"}
 * </pre> It is ASCII, on one line. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DeadLetterJson {

	private static final JsonMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private DeadLetterJson() {
	}

	/**
	 * Writes a dead letter.
	 * @param letter the dead letter
	 * @return its JSON
	 */
	public static byte[] write(DeadLetter letter) {
		return mapper.writeValueAsBytes(new Form(letter.headers(), letter.record().bytes()));
	}

	/**
	 * Reads a dead letter.
	 * @param json its JSON, members of other names are ignored
	 * @return the dead letter
	 * @throws MalformedDeadLetterException if it is none
	 */
	public static DeadLetter read(byte[] json) {
		try {
			Form form = mapper.readValue(json, Form.class);
			if (form != null && form.headers() != null && !form.headers().containsValue(null)
					&& form.payload() != null) {
				return DeadLetter.of(ByteBuffer.wrap(form.payload()), form.headers());
			}
		}
		catch (JacksonException ex) {
			throw new MalformedDeadLetterException("A dead letter could not be read: " + ex.getOriginalMessage(), ex);
		}
		throw new MalformedDeadLetterException("A dead letter must have 'headers', all of them text, and 'payload'",
				null);
	}

	/** What the JSON holds; Jackson writes bytes as Base64. */
	private record Form(@Nullable Map<String, String> headers, byte @Nullable [] payload) {
	}

}
