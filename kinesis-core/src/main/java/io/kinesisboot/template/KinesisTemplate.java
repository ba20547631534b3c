package io.kinesisboot.template;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Converts payloads and sends them by a {@link KinesisProducer}, or by the one of their
 * stream, which it does not close. Thread-safe.
 *
 * @since 0.1.0
 */
public class KinesisTemplate implements KinesisOperations {

	private final Function<String, KinesisProducer> producers;

	private final PayloadConverter converter;

	/**
	 * Creates a template.
	 * @param producer what sends the records
	 * @param converter what makes bytes of payloads, such as
	 * {@link io.kinesisboot.convert.KinesisMessageConverters#create()}
	 */
	public KinesisTemplate(KinesisProducer producer, MessageConverter converter) {
		this((stream) -> producer, converter);
	}

	/**
	 * Creates a template over several producers.
	 * @param producers gives what sends the records of a stream
	 * @param converter what makes bytes of payloads, such as
	 * {@link io.kinesisboot.convert.KinesisMessageConverters#create()}
	 */
	public KinesisTemplate(Function<String, KinesisProducer> producers, MessageConverter converter) {
		this.producers = producers;
		this.converter = new PayloadConverter(converter);
	}

	@Override
	public SendResult send(String stream, String partitionKey, Object payload) {
		return Answers.await(stream, sendAsync(stream, partitionKey, payload));
	}

	@Override
	public SendResult send(String stream, Object payload) {
		return send(stream, randomKey(), payload);
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(String stream, String partitionKey, Object payload) {
		return this.producers.apply(stream).send(toRecord(stream, partitionKey, payload));
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(String stream, Object payload) {
		return sendAsync(stream, randomKey(), payload);
	}

	@Override
	public SendResult send(String stream, Message<?> message) {
		return Answers.await(stream, sendAsync(stream, message));
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(String stream, Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		String key = headers.get(KinesisHeaders.PARTITION_KEY, String.class);
		ByteBuffer data = this.converter.toBytes(stream, message.getPayload(),
				PayloadConverter.headers(headers.get(MessageHeaders.CONTENT_TYPE)));
		return this.producers.apply(stream)
			.send(new UserRecord(stream, (key != null) ? key : randomKey(),
					headers.get(KinesisHeaders.EXPLICIT_HASH_KEY, String.class), data, HeaderTags.of(headers)));
	}

	@Override
	public <T> BatchResult sendAll(String stream, Collection<T> payloads, Function<? super T, String> partitionKey) {
		List<UserRecord> records = payloads.stream()
			.map((payload) -> toRecord(stream, partitionKey.apply(payload), payload))
			.toList();
		return Answers.await(stream, this.producers.apply(stream).sendAll(records));
	}

	private static String randomKey() {
		return UUID.randomUUID().toString();
	}

	private <T> UserRecord toRecord(String stream, String partitionKey, T payload) {
		return new UserRecord(stream, partitionKey,
				this.converter.toBytes(stream, payload, PayloadConverter.headers(null)));
	}

}
