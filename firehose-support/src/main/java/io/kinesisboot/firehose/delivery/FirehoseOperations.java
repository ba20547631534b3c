package io.kinesisboot.firehose.delivery;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * Sends payloads to delivery streams: {@code byte[]}, text, or objects to become JSON.
 * What is not accepted at first is sent again, and only that, so a record may be stored
 * twice. A record has 1,000 KiB at most (PutRecordBatch limit). Records have no order.
 * <p>
 * Every method may block up to {@code maxBlock} while too much is under way, and then
 * fails with {@link io.kinesisboot.producer.BackPressureException}. Those that return a
 * result also wait for it, up to {@code recordTimeToLive}. A payload that cannot become
 * JSON is a {@link io.kinesisboot.KinesisBootException}; nothing was sent then.
 *
 * @since 0.1.0
 */
public interface FirehoseOperations {

	/**
	 * Sends a payload and waits until the delivery stream has it.
	 * @param stream the name of the delivery stream
	 * @param payload the payload
	 * @return the record that it has become
	 * @throws DeliveryException if the delivery stream did not accept it
	 */
	DeliveryResult send(String stream, Object payload);

	/**
	 * Sends a payload.
	 * @param stream the name of the delivery stream
	 * @param payload the payload
	 * @return a future of the record that it has become, which fails with
	 * {@link DeliveryException}; what is attached to it must not block
	 */
	CompletableFuture<DeliveryResult> sendAsync(String stream, Object payload);

	/**
	 * Sends payloads and waits for the outcome of each.
	 * @param stream the name of the delivery stream
	 * @param payloads the payloads; may be empty, and more than fit into a call
	 * @return one outcome a payload, in their order
	 */
	DeliveryBatch sendAll(String stream, Collection<?> payloads);

	/**
	 * Sends payloads.
	 * @param stream the name of the delivery stream
	 * @param payloads the payloads; may be empty, and more than fit into a call
	 * @return a future of one outcome a payload; one that was not accepted does not fail
	 * it
	 */
	CompletableFuture<DeliveryBatch> sendAllAsync(String stream, Collection<?> payloads);

	/**
	 * Lets nothing linger that was sent before, and tells when all of it is settled.
	 * @return a future which never fails
	 */
	CompletableFuture<Void> flush();

	/**
	 * Binds the operations to a delivery stream.
	 * @param <T> the type of the payloads
	 * @param stream the name of the delivery stream
	 * @return operations of that delivery stream
	 */
	default <T> DeliveryOperations<T> to(String stream) {
		return new DeliveryOperations<>(this, stream);
	}

}
