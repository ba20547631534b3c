package io.kinesisboot.template;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.SendResult;

/**
 * Sends payloads of one type to the stream or streams of a named producer, whose
 * configuration says where they go and how their keys are found. Order, limits and
 * back-pressure are those of {@link io.kinesisboot.producer.KinesisProducer}.
 * Thread-safe.
 * <p>
 * Every method throws {@link PayloadConversionException} for a payload that cannot become
 * bytes, {@link InvalidPayloadException} for one that breaks its constraints, and
 * {@link IllegalArgumentException} for one whose key is not 1 to 256 characters long
 * (PutRecords limit); nothing was sent then. Those that return a result wait for it, and
 * throw {@link io.kinesisboot.KinesisBootException} with the thread's interrupt flag set
 * if they are interrupted; what was sent may be stored then.
 *
 * @param <T> the type of the payloads
 * @since 0.1.0
 */
public interface ProducerOperations<T> {

	/**
	 * Sends a payload and waits until the stream has it.
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return where the record ended up
	 * @throws io.kinesisboot.producer.SendException if the stream did not accept it
	 * @throws io.kinesisboot.producer.BackPressureException if too much is under way
	 */
	SendResult send(T payload);

	/**
	 * Sends a payload.
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @return a future of where the record ended up, which fails with
	 * {@link io.kinesisboot.producer.SendException} or
	 * {@link io.kinesisboot.producer.BackPressureException}; what is attached to it must
	 * not block
	 */
	CompletableFuture<SendResult> sendAsync(T payload);

	/**
	 * Sends a payload with headers and waits until the stream has it.
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @param headers what goes with it as text, in an aggregate, which readers that know
	 * none skip; text, numbers, booleans, enums, UUIDs or MIME types
	 * @return where the record ended up
	 * @throws io.kinesisboot.producer.SendException if the stream did not accept it
	 * @throws io.kinesisboot.producer.BackPressureException if too much is under way
	 * @throws IllegalArgumentException if a header is none that text stands for
	 */
	SendResult send(T payload, Map<String, ?> headers);

	/**
	 * Sends a payload with headers.
	 * @param payload {@code byte[]}, text, or an object to become JSON
	 * @param headers as for {@link #send(Object, Map)}
	 * @return a future of where the record ended up, which fails with
	 * {@link io.kinesisboot.producer.SendException} or
	 * {@link io.kinesisboot.producer.BackPressureException}; what is attached to it must
	 * not block
	 */
	CompletableFuture<SendResult> sendAsync(T payload, Map<String, ?> headers);

	/**
	 * Sends payloads and waits until all are settled.
	 * @param payloads the payloads; none at all gives an empty result
	 * @return one outcome a payload, in their order; see
	 * {@link BatchResult#throwIfAnyFailed()}; those for which no memory became free in
	 * time are among the failed
	 */
	BatchResult sendAll(Collection<? extends T> payloads);

	/**
	 * Tells when everything is settled that was sent before.
	 * @return a future which never fails
	 */
	CompletableFuture<Void> flush();

}
