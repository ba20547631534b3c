package io.kinesisboot.embedded.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * How bodies look on the wire. The two formats hold the same members and differ in bytes
 * (base64 text against byte strings) and in timestamps (seconds with a fraction against
 * milliseconds under tag 1).
 *
 * @since 0.1.0
 */
public enum WireFormat {

	/** {@code application/x-amz-json-1.0} and {@code 1.1}. */
	JSON(JsonFactory.builder().streamReadConstraints(Bounds.CONSTRAINTS).build(),
			Set.of("application/x-amz-json-1.0", "application/x-amz-json-1.1")) {

		@Override
		Instant toInstant(Number number) {
			BigDecimal seconds = new BigDecimal(number.toString());
			return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
		}

		@Override
		void writeInstant(JsonGenerator generator, Instant instant) {
			generator.writeNumber(BigDecimal.valueOf(instant.toEpochMilli(), 3));
		}

	},

	/** {@code application/x-amz-cbor-1.1}, and the plain CBOR of newer protocols. */
	CBOR(CBORFactory.builder().streamReadConstraints(Bounds.CONSTRAINTS).build(),
			Set.of("application/x-amz-cbor-1.1", "application/cbor")) {

		@Override
		Instant toInstant(Number number) {
			return Instant.ofEpochMilli(number.longValue());
		}

		@Override
		void writeInstant(JsonGenerator generator, Instant instant) {
			((tools.jackson.dataformat.cbor.CBORGenerator) generator).writeTag(1);
			generator.writeNumber(instant.toEpochMilli());
		}

	};

	private final TokenStreamFactory factory;

	private final Set<String> contentTypes;

	WireFormat(TokenStreamFactory factory, Set<String> contentTypes) {
		this.factory = factory;
		this.contentTypes = contentTypes;
	}

	/**
	 * Finds the format of a body.
	 * @param contentType the value of the header, parameters included
	 * @return the format, or null if it is none of ours
	 */
	public static @Nullable WireFormat forContentType(String contentType) {
		int parameters = contentType.indexOf(';');
		String mediaType = ((parameters < 0) ? contentType : contentType.substring(0, parameters)).trim();
		for (WireFormat format : values()) {
			if (format.contentTypes.contains(mediaType.toLowerCase(Locale.ROOT))) {
				return format;
			}
		}
		return null;
	}

	abstract Instant toInstant(Number number);

	abstract void writeInstant(JsonGenerator generator, Instant instant);

	/**
	 * Decodes a call's body.
	 * @param body the bytes; none at all means a call without parameters
	 * @return the parameters
	 * @throws AwsError if the bytes are not one whole object of this format
	 */
	public RequestBody read(byte[] body) {
		return read(body, 0, body.length);
	}

	/**
	 * Decodes a call's body.
	 * @param bytes where it is
	 * @param offset where it begins
	 * @param length its length; none at all means a call without parameters
	 * @return the parameters
	 * @throws AwsError if the bytes are not one whole object of this format
	 */
	public RequestBody read(byte[] bytes, int offset, int length) {
		if (length == 0) {
			return new RequestBody(Map.of(), this);
		}
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw AwsError.serialization("Start of structure or map found where not expected.");
			}
			Map<String, @Nullable Object> members = readObject(parser);
			if (parser.nextToken() != null) {
				throw AwsError.serialization("Unexpected content after the end of the request body");
			}
			return new RequestBody(members, this);
		}
		catch (StreamConstraintsException ex) {
			throw AwsError.serialization("The request body has too many values, too long ones or too deep ones");
		}
		catch (JacksonException ex) {
			throw AwsError.serialization("The request body is not well-formed");
		}
	}

	private static Map<String, @Nullable Object> readObject(JsonParser parser) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
			requireContent(token);
			String name = parser.currentName();
			members.put(name, readValue(parser, parser.nextToken()));
		}
		return members;
	}

	private static @Nullable Object readValue(JsonParser parser, @Nullable JsonToken token) {
		return switch (requireContent(token)) {
			case START_OBJECT -> readObject(parser);
			case START_ARRAY -> readArray(parser);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			case VALUE_NULL -> null;
			case VALUE_EMBEDDED_OBJECT -> parser.getBinaryValue();
			default -> throw AwsError.serialization("Unexpected token in the request body");
		};
	}

	private static List<@Nullable Object> readArray(JsonParser parser) {
		List<@Nullable Object> values = new ArrayList<>();
		for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			values.add(readValue(parser, token));
		}
		return values;
	}

	private static JsonToken requireContent(@Nullable JsonToken token) {
		if (token == null) {
			throw AwsError.serialization("Unexpected end of the request body");
		}
		return token;
	}

	/**
	 * Encodes an answer.
	 * @param answer the answer
	 * @return its bytes
	 */
	public byte[] write(Answer answer) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
		write(answer, bytes);
		return bytes.toByteArray();
	}

	/**
	 * Encodes an answer.
	 * @param answer the answer
	 * @param target where its bytes go
	 */
	public void write(Answer answer, OutputStream target) {
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), target)) {
			generator.writeStartObject();
			answer.writeTo(new AnswerWriter(generator, this));
			generator.writeEndObject();
		}
		try {
			target.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What a body may hold. Small values take many times their bytes in memory; no call
	 * of these services comes near these numbers.
	 */
	private static final class Bounds {

		private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
			.maxNestingDepth(100)
			.maxTokenCount(1_000_000)
			.build();

	}

}
