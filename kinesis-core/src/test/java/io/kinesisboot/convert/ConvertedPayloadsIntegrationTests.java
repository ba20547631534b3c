package io.kinesisboot.convert;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.template.KinesisTemplate;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.SchemaStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Payloads from a template to a listener.
 */
class ConvertedPayloadsIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private static final Reading READING = new Reading("kitchen", 21.5, "warm");

	private static final GenericRecord FORMER_READING = new GenericRecordBuilder(Reading.FORMER).set("sensor", "attic")
		.set("celsius", 12.0)
		.build();

	private final KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis()).build();

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void closeProducer() {
		this.producer.close();
	}

	@Test
	void avroOfThisSchemaAndOfAFormerOneArrivesAsTheGeneratedClass() {
		SchemaStore.Cache schemas = new SchemaStore.Cache();
		schemas.addSchema(Reading.FORMER);
		SmartMessageConverter converter = KinesisMessageConverters.create(new JsonMapper(),
				List.of(new AvroMessageConverter(schemas)));
		ReadingListener listener = new ReadingListener();
		sendAndReceive(converter, listener, listener.messages,
				List.of(message(READING, "application/avro"), message(FORMER_READING, "avro/binary")));
		assertThat(listener.messages).extracting(Message::getPayload)
			.containsExactly(READING, new Reading("attic", 12.0, "none"));
		assertThat(listener.messages).extracting((message) -> message.getHeaders().get(MessageHeaders.CONTENT_TYPE))
			.containsExactly("application/avro", "avro/binary");
	}

	@Test
	void protobufArrivesAsTheGeneratedClass() {
		Struct struct = Struct.newBuilder().putFields("id", Value.newBuilder().setStringValue("a").build()).build();
		StructListener listener = new StructListener();
		sendAndReceive(KinesisMessageConverters.create(), listener, listener.structs,
				List.of(MessageBuilder.withPayload(struct).build(), message(struct, "application/x-protobuf")));
		assertThat(listener.structs).containsExactly(struct, struct);
	}

	@Test
	void avroOfTheGlueSchemaRegistryArrivesAsTheGeneratedClass() {
		Map<UUID, Schema> schemas = Map.of(UUID.randomUUID(), glue(Reading.SCHEMA$), UUID.randomUUID(),
				glue(Reading.FORMER));
		try (GlueEndpoint registry = new GlueEndpoint(schemas)) {
			JsonMapper mapper = new JsonMapper();
			SmartMessageConverter converter = KinesisMessageConverters.create(mapper, List
				.of(new GlueMessageConverter(registry.serializer("ZLIB"), registry.deserializer(), mapper, Map.of())));
			ReadingListener listener = new ReadingListener();
			sendAndReceive(converter, listener, listener.messages, List.of(MessageBuilder.withPayload(READING).build(),
					MessageBuilder.withPayload(FORMER_READING).build()));
			assertThat(listener.messages).extracting(Message::getPayload)
				.containsExactly(READING, new Reading("attic", 12.0, "none"));
		}
	}

	private static Schema glue(org.apache.avro.Schema schema) {
		return new Schema(schema.toString(), "AVRO", schema.getFullName());
	}

	private static Message<?> message(Object payload, String contentType) {
		return MessageBuilder.withPayload(payload).setHeader(MessageHeaders.CONTENT_TYPE, contentType).build();
	}

	private void sendAndReceive(SmartMessageConverter converter, Object bean, List<?> received,
			List<? extends Message<?>> messages) {
		String stream = endpoint.createStream("payloads", 1);
		KinesisTemplate template = new KinesisTemplate(this.producer, converter);
		messages.forEach((message) -> template.send(stream,
				MessageBuilder.fromMessage(message).setHeader(KinesisHeaders.PARTITION_KEY, "key").build()));
		KinesisMessageListenerContainer container = container(converter, bean, stream);
		container.start();
		try {
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.untilAsserted(() -> assertThat(received).hasSize(messages.size()));
		}
		finally {
			container.stop();
		}
	}

	private static KinesisMessageListenerContainer container(SmartMessageConverter converter, Object bean,
			String stream) {
		Method method = Arrays.stream(bean.getClass().getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals("listen"))
			.findFirst()
			.orElseThrow();
		KclOptions kcl = KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200));
		return new KinesisListenerContainerFactory(
				new KclSourceFactory(endpoint.kinesis(), endpoint.dynamoDb(), kcl, List.of(), Clock.systemUTC()),
				converter, ListenerContainerOptions.defaults(), Clock.systemUTC())
			.create(new KinesisListenerEndpoint("payloads", "app-" + stream, List.of(stream), UnaryOperator.identity(),
					bean, method));
	}

	static final class ReadingListener {

		private final List<Message<Reading>> messages = new CopyOnWriteArrayList<>();

		void listen(Message<Reading> message) {
			this.messages.add(message);
		}

	}

	static final class StructListener {

		private final List<Struct> structs = new CopyOnWriteArrayList<>();

		void listen(Struct struct) {
			this.structs.add(struct);
		}

	}

}
