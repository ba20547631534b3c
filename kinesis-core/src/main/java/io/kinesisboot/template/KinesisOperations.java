package io.kinesisboot.template;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.SendResult;

import org.springframework.messaging.Message;

/**
 * Sends payloads to streams. What is not accepted at first is sent again, so a record may
 * be stored twice; order and limits are those of
 * {@link io.kinesisboot.producer.KinesisProducer}.
 * <p>
 * Every method may block up to the producer's {@code maxBlock} while too much is under
 * way. Those that return a result also wait for it: for each call up to the producer's
 * {@code recordTimeToLive}. If the waiting caller is interrupted, they throw
 * {@link io.kinesisboot.KinesisBootException} with the thread's interrupt flag set, and
 * the records may still be stored.
 * <p>
 * Every method throws {@link PayloadConversionException} for a payload that cannot become
 * bytes and {@link IllegalArgumentException} for a partition key which is not 1 to 256
 * characters long; nothing was sent then.
 *
 * @since 0.1.0
 */
public interface KinesisOperations {

	/**
	 * Sends a payload and waits until the stream has it.
	 * @param stream the name of the stream
	 * @param partitionKey the key that chooses the shard; what has one key stays in order
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return where the record ended up
	 * @throws io.kinesisboot.producer.SendException if the stream did not accept it
	 * @throws io.kinesisboot.producer.BackPressureException if too much is under way
	 */
	SendResult send(String stream, String partitionKey, Object payload);

	/**
	 * Sends a payload with a random UUID as its partition key and waits until the stream
	 * has it. Such records spread evenly over the shards and have no order.
	 * @param stream the name of the stream
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return where the record ended up
	 * @throws io.kinesisboot.producer.SendException if the stream did not accept it
	 * @throws io.kinesisboot.producer.BackPressureException if too much is under way
	 */
	SendResult send(String stream, Object payload);

	/**
	 * Sends a payload.
	 * @param stream the name of the stream
	 * @param partitionKey the key that chooses the shard
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return a future of where the record ended up, which fails with
	 * {@link io.kinesisboot.producer.SendException} or
	 * {@link io.kinesisboot.producer.BackPressureException}; what is attached to it must
	 * not block
	 */
	CompletableFuture<SendResult> sendAsync(String stream, String partitionKey, Object payload);

	/**
	 * Sends a payload with a random UUID as its partition key.
	 * @param stream the name of the stream
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return a future of where the record ended up, which fails with
	 * {@link io.kinesisboot.producer.SendException} or
	 * {@link io.kinesisboot.producer.BackPressureException}; what is attached to it must
	 * not block
	 */
	CompletableFuture<SendResult> sendAsync(String stream, Object payload);

	/**
	 * Sends the payload of a message and waits until the stream has it. Its headers
	 * {@link io.kinesisboot.KinesisHeaders#PARTITION_KEY} (a random UUID without it) and
	 * {@link io.kinesisboot.KinesisHeaders#EXPLICIT_HASH_KEY} choose the shard; a content
	 * type chooses the converter; all others go with the payload as text, in an
	 * aggregate, which readers that know none skip.
	 * @param stream the name of the stream
	 * @param message the message
	 * @return where the record ended up
	 * @throws io.kinesisboot.producer.SendException if the stream did not accept it
	 * @throws io.kinesisboot.producer.BackPressureException if too much is under way
	 * @throws IllegalArgumentException if a header is none that text stands for
	 */
	SendResult send(String stream, Message<?> message);

	/**
	 * Sends the payload of a message, as {@link #send(String, Message)} does.
	 * @param stream the name of the stream
	 * @param message the message
	 * @return a future of where the record ended up, which fails with
	 * {@link io.kinesisboot.producer.SendException} or
	 * {@link io.kinesisboot.producer.BackPressureException}; what is attached to it must
	 * not block
	 */
	CompletableFuture<SendResult> sendAsync(String stream, Message<?> message);

	/**
	 * Sends payloads, in calls as large as the service allows, and waits until all are
	 * settled.
	 * @param <T> the type of the payloads
	 * @param stream the name of the stream
	 * @param payloads the payloads; none at all gives an empty result
	 * @param partitionKey gives each payload's key
	 * @return one outcome a payload, in their order; see
	 * {@link BatchResult#throwIfAnyFailed()}; those for which no memory became free in
	 * time are among the failed
	 */
	<T> BatchResult sendAll(String stream, Collection<T> payloads, Function<? super T, String> partitionKey);

}
