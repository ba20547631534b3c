package io.kinesisboot.convert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KinesisMessageConvertersTests {

	private static final String JSON = """
			{"id":"ä1","day":"2026-11-23","at":"2026-11-23T10:15:30.123456789Z"}""";

	private static final Event EVENT = new Event("ä1", LocalDate.of(2026, 11, 23),
			Instant.parse("2026-11-23T10:15:30.123456789Z"));

	private final SmartMessageConverter converter = KinesisMessageConverters.create();

	@Test
	void bytesStayAsTheyAre() {
		byte[] bytes = { 0, -1, '{' };
		assertThat(toBytes(bytes)).isEqualTo(bytes);
		assertThat(fromBytes(bytes, byte[].class)).isEqualTo(bytes);
	}

	@Test
	void textIsUtf8WithoutQuotes() {
		assertThat(toBytes("grün")).isEqualTo(utf8("grün"));
		assertThat(fromBytes(utf8("grün"), String.class)).isEqualTo("grün");
	}

	@Test
	void textOfAnObjectIsItsJson() {
		assertThat(fromBytes(utf8(JSON), String.class)).isEqualTo(JSON);
	}

	@Test
	void objectIsJsonWithTimesAsText() {
		assertThat(new String(toBytes(EVENT), StandardCharsets.UTF_8)).isEqualTo(JSON);
		assertThat(fromBytes(utf8(JSON), Event.class)).isEqualTo(EVENT);
	}

	@Test
	void listKeepsTheTypeOfItsElements() throws NoSuchMethodException {
		byte[] bytes = toBytes(List.of(EVENT, EVENT));
		MethodParameter parameter = new MethodParameter(getClass().getDeclaredMethod("listener", List.class), 0);
		assertThat(this.converter.fromMessage(new GenericMessage<>(bytes), List.class, parameter))
			.isEqualTo(List.of(EVENT, EVENT));
	}

	void listener(List<Event> events) {
	}

	@Test
	void mapIsJson() {
		assertThat(fromBytes(toBytes(Map.of("a", 1)), Map.class)).isEqualTo(Map.of("a", 1));
	}

	@Test
	void numberIsJson() {
		assertThat(toBytes(42)).isEqualTo(utf8("42"));
		assertThat(fromBytes(utf8("42"), Integer.class)).isEqualTo(42);
	}

	@Test
	void unknownPropertiesAreIgnored() {
		byte[] bytes = utf8("""
				{"id":"1","added-later":{"deep":[1]}}""");
		assertThat(fromBytes(bytes, Event.class)).isEqualTo(new Event("1", null, null));
	}

	@Test
	void brokenJsonIsAConversionException() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(utf8("{\"id\":"), Event.class));
	}

	@Test
	void ownMapperIsUsed() {
		MessageConverter upper = KinesisMessageConverters
			.create(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE).build());
		assertThat(toBytes(upper, new Named("x"))).isEqualTo(utf8("{\"Name\":\"x\"}"));
	}

	@Test
	void bytesStayAsTheyAreWhateverTheContentType() {
		assertThat(toBytesOf("application/json", utf8("{}"))).isEqualTo(utf8("{}"));
		assertThat(fromBytes(utf8("{}"), byte[].class, "application/json")).isEqualTo(utf8("{}"));
	}

	@Test
	void textOfContentTypeJsonIsAJsonTextBothWays() {
		assertThat(toBytesOf("application/json", "a \"b\"")).isEqualTo(utf8("\"a \\\"b\\\"\""));
		assertThat(fromBytes(utf8("\"a \\\"b\\\"\""), String.class, "application/json")).isEqualTo("a \"b\"");
	}

	@Test
	void textOfAnObjectOfContentTypeJsonIsItsJson() {
		assertThat(fromBytes(toBytesOf("application/json", EVENT), String.class, "application/json")).isEqualTo(JSON);
	}

	@Test
	void textIsInTheCharsetOfItsContentType() {
		assertThat(toBytesOf("text/plain;charset=ISO-8859-1", "grün"))
			.isEqualTo("grün".getBytes(StandardCharsets.ISO_8859_1));
		assertThat(
				fromBytes("grün".getBytes(StandardCharsets.ISO_8859_1), String.class, "text/plain;charset=ISO-8859-1"))
			.isEqualTo("grün");
	}

	@Test
	void generatedMessageIsItsBinaryForm() {
		Timestamp timestamp = Timestamp.newBuilder().setSeconds(1795428930).setNanos(5).build();
		assertThat(toBytes(timestamp)).isEqualTo(timestamp.toByteArray());
		assertThat(fromBytes(timestamp.toByteArray(), Timestamp.class)).isEqualTo(timestamp);
		assertThat(fromBytes(toBytesOf("application/x-protobuf", timestamp), Timestamp.class, "application/x-protobuf"))
			.isEqualTo(timestamp);
	}

	@Test
	void truncatedMessageIsRefused() {
		byte[] bytes = Struct.newBuilder().putFields("id", Value.getDefaultInstance()).build().toByteArray();
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(Arrays.copyOf(bytes, bytes.length - 1), Struct.class))
			.withMessageStartingWith("Payload cannot become a 'com.google.protobuf.Struct': ")
			.withMessageContaining("While parsing a protocol message, the input ended unexpectedly");
	}

	@Test
	void messageThatIsNotGeneratedIsRefused() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(new byte[0], com.google.protobuf.Message.class))
			.withMessageStartingWith("Payload cannot become a 'com.google.protobuf.Message': ")
			.withMessageContaining("no invocable newBuilder() method");
	}

	@Test
	void contentTypeThatTheTypeDoesNotHaveIsRefused() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(utf8(JSON), Event.class, "application/avro"))
			.withMessage("Payload of content type 'application/avro' cannot become a '%s'", Event.class.getName());
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> toBytesOf("application/json", Timestamp.getDefaultInstance()))
			.withMessage("A 'com.google.protobuf.Timestamp' cannot become a payload of content type "
					+ "'application/json'");
	}

	@Test
	void payloadThatCannotBecomeJsonIsNamedByItsType() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(utf8("{\"id\":"), Event.class))
			.withMessageStartingWith("Payload cannot become a '%s': Could not read JSON: ", Event.class.getName());
		Object[] endless = new Object[1];
		endless[0] = endless;
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> toBytes(endless))
			.withMessageStartingWith("A '[Ljava.lang.Object;' cannot become a payload: Could not write JSON: ");
	}

	@Test
	void otherConvertersAreAskedFirst() {
		MessageConverter upper = KinesisMessageConverters.create(new JsonMapper(), List.of(new UpperCaseConverter()));
		assertThat(toBytes(upper, "text")).isEqualTo(utf8("TEXT"));
		assertThat(toBytes(upper, new Named("x"))).isEqualTo(utf8("{\"name\":\"x\"}"));
	}

	private byte[] toBytesOf(String contentType, Object payload) {
		MessageHeaders headers = new MessageHeaders(Map.of(MessageHeaders.CONTENT_TYPE, MimeType.valueOf(contentType)));
		return (byte[]) Objects.requireNonNull(this.converter.toMessage(payload, headers)).getPayload();
	}

	private @Nullable Object fromBytes(byte[] bytes, Class<?> type, String contentType) {
		return this.converter.fromMessage(new GenericMessage<>(bytes, Map.of(MessageHeaders.CONTENT_TYPE, contentType)),
				type);
	}

	private byte[] toBytes(Object payload) {
		return toBytes(this.converter, payload);
	}

	private static byte[] toBytes(MessageConverter converter, Object payload) {
		Message<?> message = converter.toMessage(payload, new MessageHeaders(Map.of()));
		return (byte[]) Objects.requireNonNull(message).getPayload();
	}

	private @Nullable Object fromBytes(byte[] bytes, Class<?> type) {
		return this.converter.fromMessage(new GenericMessage<>(bytes), type);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Event(String id, @Nullable LocalDate day, @Nullable Instant at) {
	}

	record Named(String name) {
	}

	static final class UpperCaseConverter extends StringMessageConverter {

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
				@Nullable Object conversionHint) {
			return payload.toString().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
		}

	}

}
