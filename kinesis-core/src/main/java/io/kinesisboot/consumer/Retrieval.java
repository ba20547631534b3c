package io.kinesisboot.consumer;

import org.jspecify.annotations.Nullable;

/**
 * How a source gets its records. Immutable.
 *
 * @param mode whether it asks for them or they are pushed
 * @param consumer for {@link RetrievalMode#FAN_OUT} only: the name of the registered
 * consumer, which is registered with each stream that has none of this name, or the ARN
 * of one that exists; null for the application's name
 * @param deregister for {@link RetrievalMode#FAN_OUT} only: whether the last worker of
 * the application that stops deregisters the consumer. Otherwise it stays, and is paid
 * for, until somebody deregisters it
 * @since 0.1.0
 */
public record Retrieval(RetrievalMode mode, @Nullable String consumer, boolean deregister) {

	/** By asking for records. */
	public static final Retrieval POLLING = new Retrieval(RetrievalMode.POLLING, null, false);

	/** By a consumer of the application's name that stays registered. */
	public static final Retrieval FAN_OUT = new Retrieval(RetrievalMode.FAN_OUT, null, false);

	private static final String ARN_PREFIX = "arn:";

	public Retrieval {
		if (consumer != null && consumer.isBlank()) {
			throw new IllegalArgumentException("'consumer' must not be blank");
		}
		if (mode == RetrievalMode.POLLING && (consumer != null || deregister)) {
			throw new IllegalArgumentException(
					"'consumer' and 'deregister' are for FAN_OUT only but the retrieval mode was POLLING");
		}
		if (deregister && isArn(consumer)) {
			throw new IllegalArgumentException("'deregister' is for a consumer that is given by its name but it was '"
					+ consumer + "', which somebody else has registered");
		}
	}

	public Retrieval withConsumer(@Nullable String consumer) {
		return new Retrieval(this.mode, consumer, this.deregister);
	}

	public Retrieval withDeregister(boolean deregister) {
		return new Retrieval(this.mode, this.consumer, deregister);
	}

	/**
	 * Whether the consumer is given by its ARN.
	 * @return true if it is, false if it is given by its name or not at all
	 */
	public boolean hasConsumerArn() {
		return isArn(this.consumer);
	}

	private static boolean isArn(@Nullable String consumer) {
		return consumer != null && consumer.startsWith(ARN_PREFIX);
	}

}
