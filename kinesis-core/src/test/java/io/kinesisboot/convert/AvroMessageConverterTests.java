package io.kinesisboot.convert;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AvroMessageConverter}, as one of all converters.
 */
class AvroMessageConverterTests {

	private static final Reading READING = new Reading("kitchen", 21.5, "warm");

	private static final GenericRecord FORMER_READING = new GenericRecordBuilder(Reading.FORMER)
		.set("sensor", "kitchen")
		.set("celsius", 21.5)
		.build();

	private final SchemaStore.Cache schemas = new SchemaStore.Cache();

	private final SmartMessageConverter converter = KinesisMessageConverters.create(new JsonMapper(),
			List.of(new AvroMessageConverter(this.schemas)));

	@Test
	void generatedRecordIsWrittenAsAvroWritesIt() throws Exception {
		byte[] bytes = toBytes(READING);
		assertThat(bytes)
			.isEqualTo(new BinaryMessageEncoder<Reading>(READING.getSpecificData(), Reading.SCHEMA$).encode(READING)
				.array())
			.startsWith(0xC3, 0x01);
		assertThat(fromBytes(bytes, Reading.class)).isEqualTo(READING);
	}

	@Test
	void genericRecordIsReadWithTheSchemaOfItsWriter() {
		this.schemas.addSchema(Reading.FORMER);
		assertThat(fromBytes(toBytes(FORMER_READING), GenericRecord.class)).isEqualTo(FORMER_READING);
		assertThat(fromBytes(toBytes(FORMER_READING), GenericData.Record.class)).isEqualTo(FORMER_READING);
	}

	@Test
	void generatedRecordReadsWhatWasWrittenWithAFormerSchema() {
		this.schemas.addSchema(Reading.FORMER);
		assertThat(fromBytes(toBytes(FORMER_READING), Reading.class)).isEqualTo(new Reading("kitchen", 21.5, "none"));
	}

	@Test
	void generatedRecordIsReadAsAGenericOne() {
		this.schemas.addSchema(Reading.SCHEMA$);
		assertThat(fromBytes(toBytes(READING), GenericRecord.class)).isInstanceOfSatisfying(GenericRecord.class,
				(record) -> {
					assertThat(record.get("sensor")).hasToString("kitchen");
					assertThat(record.get("note")).hasToString("warm");
				});
	}

	@Test
	void schemaThatIsAddedLaterIsFound() {
		byte[] bytes = toBytes(FORMER_READING);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> fromBytes(bytes, Reading.class));
		this.schemas.addSchema(Reading.FORMER);
		assertThat(fromBytes(bytes, Reading.class)).isNotNull();
	}

	@Test
	void unknownFingerprintIsNamed() {
		byte[] bytes = toBytes(FORMER_READING);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> fromBytes(bytes, Reading.class))
			.withMessageContaining(Reading.class.getName())
			.withMessageContaining("fingerprint: %d", SchemaNormalization.parsingFingerprint64(Reading.FORMER));
	}

	@Test
	void truncatedBytesAreRefusedWhereverTheyEnd() {
		byte[] bytes = toBytes(READING);
		for (int length = 0; length < bytes.length; length++) {
			byte[] truncated = Arrays.copyOf(bytes, length);
			assertThatExceptionOfType(MessageConversionException.class).as("%d bytes", length)
				.isThrownBy(() -> fromBytes(truncated, Reading.class))
				.withMessageContaining("Could not read Avro as '" + Reading.class.getName() + "': ");
		}
	}

	@Test
	void bytesThatAreNotAvroAreRefused() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes("{\"sensor\":\"kitchen\"}".getBytes(), Reading.class))
			.withMessageContaining("Unrecognized header bytes");
	}

	@Test
	void typeThatIsNotGeneratedIsRefused() {
		byte[] bytes = toBytes(READING);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(bytes, SpecificRecord.class))
			.withMessageContaining("Not a Specific class: interface org.apache.avro.specific.SpecificRecord");
	}

	@Test
	void recordThatItsSchemaDoesNotAllowIsRefused() {
		GenericRecord record = new GenericData.Record(Reading.FORMER);
		record.put("sensor", 5);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> toBytes(record))
			.withMessageStartingWith("Could not write Avro: ");
	}

	@Test
	void contentTypeMustBeAvros() {
		byte[] bytes = toBytes(READING);
		for (String type : List.of("application/avro", "avro/binary", "application/vnd.reading.v1+avro")) {
			assertThat(
					this.converter.fromMessage(new GenericMessage<>(bytes, Map.of("contentType", type)), Reading.class))
				.isEqualTo(READING);
		}
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter
				.fromMessage(new GenericMessage<>(bytes, Map.of("contentType", "application/json")), Reading.class))
			.withMessage("Payload of content type 'application/json' cannot become a '%s'", Reading.class.getName());
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.toMessage(READING,
					new MessageHeaders(Map.of("contentType", MimeType.valueOf("application/json")))))
			.withMessage("A '%s' cannot become a payload of content type 'application/json'", Reading.class.getName());
	}

	private byte[] toBytes(Object payload) {
		return (byte[]) Objects.requireNonNull(this.converter.toMessage(payload, new MessageHeaders(Map.of())))
			.getPayload();
	}

	private Object fromBytes(byte[] bytes, Class<?> type) {
		return Objects.requireNonNull(this.converter.fromMessage(new GenericMessage<>(bytes), type));
	}

}
