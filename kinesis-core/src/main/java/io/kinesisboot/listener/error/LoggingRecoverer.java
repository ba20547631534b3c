package io.kinesisboot.listener.error;

import io.kinesisboot.consumer.ReceivedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log where a failed record is to be found, with the exception. The record
 * can be read there until the stream's retention ends. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LoggingRecoverer implements RecordRecoverer {

	private static final Logger logger = LoggerFactory.getLogger(LoggingRecoverer.class);

	@Override
	public void recover(FailedRecord failed) {
		ReceivedRecord record = failed.record();
		logger.error("Listener '{}' gave up on {}, which arrived at {}, after {} attempts", failed.listenerId(), record,
				record.approximateArrivalTimestamp(), failed.attempts(), failed.cause());
	}

}
