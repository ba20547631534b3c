package io.kinesisboot.convert;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.amazonaws.services.schemaregistry.common.configs.GlueSchemaRegistryConfiguration;
import com.amazonaws.services.schemaregistry.deserializers.avro.AvroDeserializer;
import com.amazonaws.services.schemaregistry.serializers.SerializationDataEncoder;
import com.amazonaws.services.schemaregistry.serializers.protobuf.MessageIndexFinder;
import com.amazonaws.services.schemaregistry.serializers.protobuf.ProtobufWireFormatEncoder;
import com.amazonaws.services.schemaregistry.utils.AvroRecordType;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.StructProto;
import com.google.protobuf.Value;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GlueMessageConverter} with the registry's real client.
 */
class GlueMessageConverterTests {

	private static final UUID READING_VERSION = UUID.fromString("00000000-0000-0000-0000-000000000001");

	private static final UUID FORMER_VERSION = UUID.fromString("00000000-0000-0000-0000-000000000002");

	private static final UUID ORDER_VERSION = UUID.fromString("00000000-0000-0000-0000-000000000003");

	private static final UUID STRUCT_VERSION = UUID.fromString("00000000-0000-0000-0000-000000000004");

	private static final Schema ORDER_SCHEMA = new Schema("""
			{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties":
			{"id": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}}}""", "JSON", "orders");

	private static final Schema STRUCT_SCHEMA = new Schema("syntax = \"proto3\"; package google.protobuf;", "PROTOBUF",
			"structs");

	private static final String JSON = """
			{"id":"a","quantity":3}""";

	private static final Map<Class<?>, Schema> SCHEMAS = Map.of(Order.class, ORDER_SCHEMA, Struct.class, STRUCT_SCHEMA);

	private static final Reading READING = new Reading("kitchen", 21.5, "warm");

	private static final GenericRecord FORMER_READING = new GenericRecordBuilder(Reading.FORMER)
		.set("sensor", "kitchen")
		.set("celsius", 21.5)
		.build();

	private static final Struct STRUCT = Struct.newBuilder()
		.putFields("id", Value.newBuilder().setStringValue("a").build())
		.build();

	private final GlueEndpoint registry = new GlueEndpoint(Map.of(READING_VERSION, avro(Reading.SCHEMA$),
			FORMER_VERSION, avro(Reading.FORMER), ORDER_VERSION, ORDER_SCHEMA, STRUCT_VERSION, STRUCT_SCHEMA));

	private final SmartMessageConverter converter = converter("NONE");

	private static Schema avro(org.apache.avro.Schema schema) {
		return new Schema(schema.toString(), "AVRO", schema.getFullName());
	}

	private SmartMessageConverter converter(String compression) {
		JsonMapper mapper = new JsonMapper();
		return KinesisMessageConverters.create(mapper,
				List.of(new GlueMessageConverter(this.registry.serializer(compression), this.registry.deserializer(),
						mapper, SCHEMAS)));
	}

	@AfterEach
	void closeRegistry() {
		this.registry.close();
	}

	@Test
	void avroIsWhatTheLibraryReads() {
		byte[] bytes = toBytes(READING);
		assertHeader(bytes, READING_VERSION);
		GlueSchemaRegistryConfiguration configuration = new GlueSchemaRegistryConfiguration("us-east-1");
		configuration.setAvroRecordType(AvroRecordType.GENERIC_RECORD);
		Object read = new AvroDeserializer(configuration).deserialize(ByteBuffer.wrap(bytes), avro(Reading.SCHEMA$));
		assertThat(read).isInstanceOfSatisfying(GenericRecord.class,
				(record) -> assertThat(record.get("note")).hasToString("warm"));
		assertThat(fromBytes(bytes, Reading.class)).isEqualTo(READING);
	}

	@Test
	void avroOfAFormerSchemaIsReadWithTheSchemaOfTheRegistry() {
		byte[] bytes = toBytes(FORMER_READING);
		assertHeader(bytes, FORMER_VERSION);
		assertThat(fromBytes(bytes, Reading.class)).isEqualTo(new Reading("kitchen", 21.5, "none"));
		assertThat(fromBytes(bytes, GenericRecord.class)).isEqualTo(FORMER_READING);
	}

	@Test
	void jsonIsReadAsAnObjectAndAsText() {
		byte[] bytes = header(ORDER_VERSION, JSON);
		assertThat(fromBytes(bytes, Order.class)).isEqualTo(new Order("a", 3));
		assertThat(fromBytes(bytes, String.class)).isEqualTo(JSON);
	}

	@Test
	void jsonIsWrittenWithItsSchema() {
		JsonMapper mapper = new JsonMapper();
		GlueMessageConverter json = new GlueMessageConverter((transport, schema, data) -> {
			assertThat(schema).isEqualTo(ORDER_SCHEMA);
			return header(ORDER_VERSION, new String(data, StandardCharsets.UTF_8));
		}, this.registry.deserializer(), mapper, SCHEMAS);
		assertThat(toBytes(json, new Order("a", 3))).isEqualTo(header(ORDER_VERSION, JSON));
	}

	/**
	 * Which is why JSON is not written by the library here.
	 */
	@Test
	void whatTheLibraryItselfLacksIsNamed() {
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> toBytes(new Order("a", 3)))
			.withMessageStartingWith(
					"A '%s' cannot become a payload of schema 'orders' (JSON): " + "java.lang.NoClassDefFoundError: ",
					Order.class.getName());
	}

	@Test
	void protobufIsWhatTheLibraryWrites() {
		byte[] bytes = toBytes(STRUCT);
		assertHeader(bytes, STRUCT_VERSION);
		assertThat(Arrays.copyOfRange(bytes, 18, bytes.length)).isEqualTo(
				new ProtobufWireFormatEncoder(new MessageIndexFinder()).encode(STRUCT, StructProto.getDescriptor()));
		assertThat(fromBytes(bytes, Struct.class)).isEqualTo(STRUCT);
	}

	@Test
	void compressedPayloadsAreRead() {
		SmartMessageConverter compressing = converter("ZLIB");
		for (Object payload : List.of(READING, STRUCT)) {
			byte[] bytes = toBytes(compressing, payload);
			assertThat(bytes).startsWith(3, 5);
			assertThat(fromBytes(bytes, payload.getClass())).isEqualTo(payload);
		}
	}

	@Test
	void registryIsAskedOnceForEachVersion() {
		for (int i = 0; i < 3; i++) {
			assertThat(fromBytes(toBytes(READING), Reading.class)).isEqualTo(READING);
		}
		assertThat(this.registry.calls()).containsExactly("GetSchemaByDefinition", "GetSchemaVersion");
	}

	@Test
	void whatHasNoSchemaIsLeftToTheOthers() {
		assertThat(toBytes(new Shipment("b"))).isEqualTo("{\"order\":\"b\"}".getBytes(StandardCharsets.UTF_8));
		assertThat(toBytes(ListValue.getDefaultInstance())).isEmpty();
		assertThat(fromBytes("{\"order\":\"b\"}".getBytes(StandardCharsets.UTF_8), Shipment.class))
			.isEqualTo(new Shipment("b"));
		assertThat(fromBytes("text".getBytes(StandardCharsets.UTF_8), String.class)).isEqualTo("text");
		assertThat(this.registry.calls()).isEmpty();
	}

	@Test
	void bytesStayAsTheyAre() {
		byte[] bytes = toBytes(READING);
		assertThat(fromBytes(bytes, byte[].class)).isEqualTo(bytes);
	}

	@Test
	void schemaThatTheRegistryDoesNotHaveIsRefused() {
		org.apache.avro.Schema unknown = org.apache.avro.SchemaBuilder.record("Unknown")
			.fields()
			.requiredString("id")
			.endRecord();
		GenericRecord record = new GenericRecordBuilder(unknown).set("id", "a").build();
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> toBytes(record))
			.withMessageStartingWith("A 'org.apache.avro.generic.GenericData$Record' cannot become a payload of schema "
					+ "'Unknown' (AVRO): ");
	}

	@Test
	void versionThatTheRegistryDoesNotHaveIsAFailureOfThePayload() {
		byte[] bytes = toBytes(READING);
		bytes[17] = 9;
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> fromBytes(bytes, Reading.class))
			.withMessageStartingWith(
					"The schema of a payload cannot be found in the Glue schema registry: Schema is not found.")
			.isNotInstanceOf(SchemaUnavailableException.class);
	}

	@Test
	void registryThatIsAwayIsNoFailureOfThePayload() {
		byte[] bytes = toBytes(READING);
		this.registry.goAway();
		assertThatExceptionOfType(SchemaUnavailableException.class).isThrownBy(() -> fromBytes(bytes, Reading.class))
			.withMessageStartingWith("The schema of a payload cannot be found in the Glue schema registry: away");
	}

	@Test
	void typeThatTheFormatDoesNotHaveIsRefused() {
		byte[] bytes = toBytes(READING);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> fromBytes(bytes, Order.class))
			.withMessage("Payload of schema 'io.kinesisboot.convert.Reading' (AVRO) cannot become a '%s'",
					Order.class.getName());
	}

	@ParameterizedTest
	@ValueSource(ints = { 18, 19, 25 })
	void truncatedBytesAreRefused(int length) {
		byte[] truncated = Arrays.copyOf(toBytes(READING), length);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> fromBytes(truncated, Reading.class))
			.withMessageStartingWith("Payload of schema 'io.kinesisboot.convert.Reading' (AVRO) cannot become a '%s'",
					Reading.class.getName());
	}

	@Test
	void headerWithoutTheConverterIsNamed() {
		byte[] bytes = header(ORDER_VERSION, JSON);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> KinesisMessageConverters.create().fromMessage(new GenericMessage<>(bytes), Order.class))
			.withMessageStartingWith("Payload with the header of the Glue schema registry, which needs a "
					+ "GlueMessageConverter, cannot become a '%s': ", Order.class.getName());
	}

	private static byte[] header(UUID version, String data) {
		return new SerializationDataEncoder(new GlueSchemaRegistryConfiguration(Map.of("region", "us-east-1")))
			.write(data.getBytes(StandardCharsets.UTF_8), version);
	}

	private static void assertHeader(byte[] bytes, UUID version) {
		assertThat(bytes).startsWith(3, 0);
		ByteBuffer id = ByteBuffer.wrap(bytes, 2, 16);
		assertThat(new UUID(id.getLong(), id.getLong())).isEqualTo(version);
	}

	private byte[] toBytes(Object payload) {
		return toBytes(this.converter, payload);
	}

	private static byte[] toBytes(MessageConverter converter, Object payload) {
		return (byte[]) Objects.requireNonNull(converter.toMessage(payload, new MessageHeaders(Map.of()))).getPayload();
	}

	private Object fromBytes(byte[] bytes, Class<?> type) {
		return Objects.requireNonNull(this.converter.fromMessage(new GenericMessage<>(bytes), type));
	}

	record Order(String id, int quantity) {
	}

	record Shipment(String order) {
	}

}
