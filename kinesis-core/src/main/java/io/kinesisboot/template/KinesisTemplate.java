package io.kinesisboot.template;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Converts payloads and sends them by a {@link KinesisProducer}, which it does not close.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public class KinesisTemplate implements KinesisOperations {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final KinesisProducer producer;

	private final MessageConverter converter;

	/**
	 * Creates a template.
	 * @param producer what sends the records
	 * @param converter what makes bytes of payloads, such as
	 * {@link io.kinesisboot.convert.KinesisMessageConverters#create()}
	 */
	public KinesisTemplate(KinesisProducer producer, MessageConverter converter) {
		this.producer = producer;
		this.converter = converter;
	}

	@Override
	public SendResult send(String stream, String partitionKey, Object payload) {
		return await(stream, sendAsync(stream, partitionKey, payload));
	}

	@Override
	public SendResult send(String stream, Object payload) {
		return send(stream, randomKey(), payload);
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(String stream, String partitionKey, Object payload) {
		return this.producer.send(toRecord(stream, partitionKey, payload));
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(String stream, Object payload) {
		return sendAsync(stream, randomKey(), payload);
	}

	@Override
	public <T> BatchResult sendAll(String stream, Collection<T> payloads, Function<? super T, String> partitionKey) {
		List<UserRecord> records = payloads.stream()
			.map((payload) -> toRecord(stream, partitionKey.apply(payload), payload))
			.toList();
		return await(stream, this.producer.sendAll(records));
	}

	private static String randomKey() {
		return UUID.randomUUID().toString();
	}

	private <T> UserRecord toRecord(String stream, String partitionKey, T payload) {
		return new UserRecord(stream, partitionKey, ByteBuffer.wrap(toBytes(stream, payload)));
	}

	private byte[] toBytes(String stream, Object payload) {
		try {
			Message<?> message = this.converter.toMessage(payload, NO_HEADERS);
			if (message != null && message.getPayload() instanceof byte[] bytes) {
				return bytes;
			}
		}
		catch (MessageConversionException ex) {
			throw new PayloadConversionException(stream, payload.getClass(), ex);
		}
		throw new PayloadConversionException(stream, payload.getClass(), null);
	}

	private static <T> T await(String stream, CompletableFuture<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException(
					"Interrupted while waiting for stream '%s'; what was sent may be stored".formatted(stream), ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KinesisBootException cause) ? cause
					: new KinesisBootException("Sending to stream '%s' failed".formatted(stream), ex.getCause());
		}
	}

}
