package io.kinesisboot.producer;

import java.util.List;
import java.util.stream.Stream;

/**
 * How the records of a batch ended. Immutable.
 *
 * @param outcomes one outcome a record, in the order of the batch
 * @since 0.1.0
 */
public record BatchResult(List<PutOutcome> outcomes) {

	public BatchResult {
		outcomes = List.copyOf(outcomes);
	}

	/**
	 * Returns where the accepted records ended up.
	 * @return the results in the order of the batch
	 */
	public List<SendResult> accepted() {
		return only(PutOutcome.Accepted.class).map(PutOutcome.Accepted::result).toList();
	}

	/**
	 * Returns the records that were not accepted.
	 * @return the failures in the order of the batch; empty if all records were accepted
	 */
	public List<PutOutcome.Failed> failed() {
		return only(PutOutcome.Failed.class).toList();
	}

	/**
	 * Makes an exception of the failures, for callers who cannot go on with a part.
	 * @return this result
	 * @throws SendException if a record was not accepted; it names the first one and how
	 * many there are
	 */
	public BatchResult throwIfAnyFailed() {
		List<PutOutcome.Failed> failed = failed();
		if (!failed.isEmpty()) {
			throw SendException.forBatch(failed, this.outcomes.size());
		}
		return this;
	}

	private <T extends PutOutcome> Stream<T> only(Class<T> type) {
		return this.outcomes.stream().filter(type::isInstance).map(type::cast);
	}

}
