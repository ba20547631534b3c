package io.kinesisboot.firehose.delivery;

import java.util.List;

/**
 * How several payloads ended. Immutable.
 *
 * @param outcomes one outcome a payload, in their order
 * @since 0.1.0
 */
public record DeliveryBatch(List<DeliveryOutcome> outcomes) {

	public DeliveryBatch {
		outcomes = List.copyOf(outcomes);
	}

	/**
	 * Returns the payloads that were not accepted.
	 * @return the failures in the order of the payloads; empty if all were accepted
	 */
	public List<DeliveryOutcome.Failed> failed() {
		return this.outcomes.stream()
			.filter(DeliveryOutcome.Failed.class::isInstance)
			.map(DeliveryOutcome.Failed.class::cast)
			.toList();
	}

	/**
	 * Makes an exception of the failures, for callers who cannot go on with a part.
	 * @return this result
	 * @throws DeliveryException if a payload was not accepted: that of the first one
	 */
	public DeliveryBatch throwIfAnyFailed() {
		List<DeliveryOutcome.Failed> failed = failed();
		if (!failed.isEmpty()) {
			throw failed.get(0).error();
		}
		return this;
	}

}
