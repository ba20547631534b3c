package io.kinesisboot.listener.filter;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ReceivedRecord;

/**
 * A filter cannot tell whether a listener gets a record. Immutable.
 *
 * @since 0.1.0
 */
public class RecordFilterException extends KinesisBootException {

	RecordFilterException(String setting, ReceivedRecord record, Throwable cause, Throwable reason) {
		super("'%s' cannot tell whether to accept %s: %s".formatted(setting, record, reason.getMessage()), cause);
	}

}
