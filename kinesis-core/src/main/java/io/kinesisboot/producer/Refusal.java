package io.kinesisboot.producer;

/**
 * Turns one answer of the service into the error of each record it concerns.
 */
@FunctionalInterface
interface Refusal {

	/** Of records that a producer still had when it was closed, or got after that. */
	Refusal CLOSED = (record, attempts) -> new SendException(record, attempts,
			new Reason(null, "the producer was closed", null));

	/** Of records with tags where records go as they are. */
	Refusal UNTAGGABLE = (record, attempts) -> new SendException(record, attempts,
			new Reason(null, "its tags need an aggregate, and the producer's 'aggregation' is not enabled", null));

	SendException toException(UserRecord record, int attempts);

}
