package io.kinesisboot.firehose.delivery;

/**
 * How one payload of several ended. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface DeliveryOutcome {

	/**
	 * Returns the payload's place among those that were sent.
	 * @return an index from 0
	 */
	int index();

	/**
	 * The delivery stream has the payload.
	 *
	 * @param index the payload's place
	 * @param result the record that it has become
	 */
	record Accepted(int index, DeliveryResult result) implements DeliveryOutcome {
	}

	/**
	 * The delivery stream does not have the payload.
	 *
	 * @param index the payload's place
	 * @param error why
	 */
	record Failed(int index, DeliveryException error) implements DeliveryOutcome {
	}

}
