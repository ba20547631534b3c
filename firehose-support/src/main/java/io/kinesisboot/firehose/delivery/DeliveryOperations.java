package io.kinesisboot.firehose.delivery;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * Sends payloads of one type to one delivery stream, as {@link FirehoseOperations} says.
 * Thread-safe.
 *
 * @param <T> the type of the payloads
 * @since 0.1.0
 */
public final class DeliveryOperations<T> {

	private final FirehoseOperations operations;

	private final String stream;

	DeliveryOperations(FirehoseOperations operations, String stream) {
		this.operations = operations;
		this.stream = stream;
	}

	/**
	 * Sends a payload and waits until the delivery stream has it.
	 * @param payload the payload
	 * @return the record that it has become
	 * @throws DeliveryException if the delivery stream did not accept it
	 */
	public DeliveryResult send(T payload) {
		return this.operations.send(this.stream, payload);
	}

	/**
	 * Sends a payload.
	 * @param payload the payload
	 * @return a future of the record that it has become, which fails with
	 * {@link DeliveryException}; what is attached to it must not block
	 */
	public CompletableFuture<DeliveryResult> sendAsync(T payload) {
		return this.operations.sendAsync(this.stream, payload);
	}

	/**
	 * Sends payloads and waits for the outcome of each.
	 * @param payloads the payloads; may be empty, and more than fit into a call
	 * @return one outcome a payload, in their order
	 */
	public DeliveryBatch sendAll(Collection<? extends T> payloads) {
		return this.operations.sendAll(this.stream, payloads);
	}

	/**
	 * Lets nothing linger that was sent before, and tells when all of it is settled.
	 * @return a future which never fails
	 */
	public CompletableFuture<Void> flush() {
		return this.operations.flush();
	}

}
