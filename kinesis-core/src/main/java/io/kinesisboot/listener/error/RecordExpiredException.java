package io.kinesisboot.listener.error;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record was too old to be handled.
 *
 * @since 0.1.0
 */
public class RecordExpiredException extends KinesisBootException {

	/**
	 * Creates an exception.
	 * @param record the record
	 * @param maxRecordAge how old it may be
	 * @param cause what its last handling ended with, or null if there was none
	 */
	public RecordExpiredException(ReceivedRecord record, Duration maxRecordAge, @Nullable Throwable cause) {
		super("The " + record + " arrived at " + record.approximateArrivalTimestamp() + ", longer ago than "
				+ maxRecordAge + " ('maxRecordAge')", cause);
	}

}
