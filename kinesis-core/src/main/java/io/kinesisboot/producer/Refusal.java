package io.kinesisboot.producer;

/**
 * Turns one answer of the service into the error of each record it concerns.
 */
@FunctionalInterface
interface Refusal {

	/** Of records that a producer still had when it was closed, or got after that. */
	Refusal CLOSED = (record, attempts) -> new SendException(record, attempts,
			new Reason(null, "the producer was closed", null));

	SendException toException(UserRecord record, int attempts);

}
