package io.kinesisboot.producer;

/**
 * Turns one answer of the service into the error of each record it concerns.
 */
@FunctionalInterface
interface Refusal {

	SendException toException(UserRecord record, int attempts);

}
