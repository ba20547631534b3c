package io.kinesisboot.convert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
import org.springframework.messaging.support.GenericMessage;

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

}
