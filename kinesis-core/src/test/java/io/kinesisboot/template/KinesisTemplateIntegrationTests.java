package io.kinesisboot.template;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kinesisboot.KinesisBootException;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.BackPressureException;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.RecordTooLargeException;
import io.kinesisboot.producer.ScriptedKinesisEndpoint;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Call;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Put;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Script;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.stream.StreamNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.converter.ByteArrayMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class KinesisTemplateIntegrationTests {

	private final ScriptedKinesisEndpoint endpoint = ScriptedKinesisEndpoint.start();

	private final CountDownLatch answers = new CountDownLatch(1);

	private final KinesisProducer producer = KinesisProducer.builder(this.endpoint.client())
		.options(ProducerOptions.builder()
			.aggregation(AggregationOptions.disabled())
			.memory(2 * 1024 * 1024)
			.maxBlock(Duration.ZERO)
			.build())
		.build();

	private final KinesisTemplate template = new KinesisTemplate(this.producer, KinesisMessageConverters.create());

	@AfterEach
	void close() {
		this.answers.countDown();
		this.producer.close();
		this.endpoint.close();
	}

	@Test
	void payloadIsSentAsJsonUnderItsKey() {
		SendResult result = this.template.send("orders", "customer-7", new Order("o1", 3));
		assertThat(result).isEqualTo(new SendResult("orders", "shardId-000000000000", "1", 1));
		assertThat(onlyPut().partitionKey()).isEqualTo("customer-7");
		assertThat(text(onlyPut())).isEqualTo("{\"id\":\"o1\",\"count\":3}");
	}

	@Test
	void payloadWithoutKeyGetsARandomOne() {
		this.template.send("orders", "text");
		assertThat(UUID.fromString(onlyPut().partitionKey()).version()).isEqualTo(4);
		assertThat(text(onlyPut())).isEqualTo("text");
	}

	@Test
	void asynchronousSendsAreAnsweredByTheirFutures() {
		SendResult last = this.template.sendAsync("orders", "key", new byte[] { 1 })
			.thenCompose((result) -> this.template.sendAsync("orders", "text"))
			.join();
		assertThat(last.sequenceNumber()).isEqualTo("2");
	}

	@Test
	void payloadsAreSentInTheirOrderEachUnderItsKey() {
		List<Order> orders = IntStream.range(0, 501).mapToObj((i) -> new Order("o" + i, i)).toList();
		BatchResult result = this.template.sendAll("orders", orders, Order::id);
		assertThat(result.throwIfAnyFailed().accepted()).hasSize(501);
		assertThat(this.endpoint.calls()).hasSizeGreaterThan(1)
			.flatExtracting(Call::partitionKeys)
			.containsExactlyElementsOf(orders.stream().map(Order::id).toList());
	}

	@Test
	void blockingSendThrowsTheTypedException() {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(400, "ResourceNotFoundException"));
		assertThatExceptionOfType(SendException.class).isThrownBy(() -> this.template.send("orders", "key", "text"))
			.withCauseInstanceOf(StreamNotFoundException.class);
	}

	@Test
	void payloadOverTheRecordLimitIsRefused() {
		assertThatExceptionOfType(RecordTooLargeException.class)
			.isThrownBy(() -> this.template.send("orders", "key", new byte[1024 * 1024]))
			.withMessage("Record for stream 'orders' must not be larger than 1048576 bytes with its partition key "
					+ "('maxRecordBytes', the limit of the stream) but was 1048579; "
					+ "a stream can be set to take up to 10485760");
	}

	@Test
	void senderWithoutFreeMemoryGetsBackPressure() {
		this.endpoint.otherwise(held());
		this.template.sendAsync("orders", "key", new byte[900_000]);
		assertThatExceptionOfType(BackPressureException.class)
			.isThrownBy(() -> this.template.send("orders", "key", new byte[900_000]));
	}

	@Test
	void interruptedCallerKeepsItsFlag() {
		Thread caller = Thread.currentThread();
		this.endpoint.otherwise((call, endpoint) -> {
			caller.interrupt();
			return held().answer(call, endpoint);
		});
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.template.send("orders", "key", "text"))
			.withMessage("Interrupted while waiting for stream 'orders'; what was sent may be stored")
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void payloadThatCannotBeConvertedIsNamedByItsTypeOnly() {
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.template.sendAll("orders", List.of("fine", new Broken()), (payload) -> "key"))
			.withMessage("Payload of type '%s' for stream 'orders' cannot be converted to bytes",
					Broken.class.getName())
			.satisfies((ex) -> assertThat(ex.getPayloadType()).isEqualTo(Broken.class))
			.satisfies((ex) -> assertThat(ex.getStream()).isEqualTo("orders"));
		assertThat(this.endpoint.calls()).isEmpty();
	}

	@Test
	void payloadThatNoConverterTakesIsRefused() {
		KinesisTemplate bytesOnly = new KinesisTemplate(this.producer, new ByteArrayMessageConverter());
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> bytesOnly.send("orders", "key", "text"))
			.withMessageContaining("java.lang.String");
	}

	@Test
	void partitionKeyBeyondTheLimitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("orders", "", "text"))
			.withMessageStartingWith("'partitionKey'");
	}

	private Script held() {
		return ScriptedKinesisEndpoint.hold(this.answers, ScriptedKinesisEndpoint.accept());
	}

	private Put onlyPut() {
		assertThat(this.endpoint.calls()).hasSize(1);
		return this.endpoint.calls().get(0).entries().get(0);
	}

	private static String text(Put put) {
		return new String(put.data(), StandardCharsets.UTF_8);
	}

	record Order(String id, int count) {
	}

	static final class Broken {

		@JsonProperty
		String getValue() {
			throw new IllegalStateException("broken");
		}

	}

}
