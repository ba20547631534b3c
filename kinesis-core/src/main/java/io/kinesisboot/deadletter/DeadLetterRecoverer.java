package io.kinesisboot.deadletter;

import java.time.Clock;

import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters of failed records and has them stored. The record is done only when
 * its dead letter is stored: until then it is offered again, so that none is lost and one
 * may be there twice. Each is a line in the log. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DeadLetterRecoverer implements RecordRecoverer {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterRecoverer.class);

	private final DeadLetterSink sink;

	private final @Nullable String applicationName;

	private final Clock clock;

	/**
	 * Creates a recoverer.
	 * @param sink where dead letters go
	 * @param applicationName the application whose checkpoints the listener uses, or null
	 * if it is not known
	 * @param clock tells when a listener was given up on
	 */
	public DeadLetterRecoverer(DeadLetterSink sink, @Nullable String applicationName, Clock clock) {
		this.sink = sink;
		this.applicationName = applicationName;
		this.clock = clock;
	}

	@Override
	public void recover(FailedRecord failed) {
		this.sink.put(DeadLetter.of(failed, this.applicationName, this.clock.instant()));
		logger.warn("Listener '{}' gave up on {} after {} attempts, and it is a dead letter now: {}",
				failed.listenerId(), failed.record(), failed.attempts(), failed.cause().toString());
	}

}
