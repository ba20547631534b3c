package io.kinesisboot.listener;

import java.time.Duration;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How containers run their listeners, where a listener does not say otherwise. Immutable.
 *
 * @param startingPosition where to start without a checkpoint
 * @param backOff the pauses between the attempts of a failing call
 * @param recoverer takes what a listener could not handle
 * @param shutdownTimeout how long a stop waits for the records in hand
 * @param autoStartup whether to start with the application context
 * @since 0.1.0
 */
public record ListenerContainerOptions(StartingPosition startingPosition, BackOff backOff, RecordRecoverer recoverer,
		Duration shutdownTimeout, boolean autoStartup) {

	/**
	 * From the oldest record; nine repetitions in half a minute, then the log.
	 * @return the defaults
	 */
	public static ListenerContainerOptions defaults() {
		ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
		backOff.setMaxInterval(5000);
		backOff.setMaxAttempts(9);
		return new ListenerContainerOptions(StartingPosition.TRIM_HORIZON, backOff, new LoggingRecoverer(),
				Duration.ofSeconds(20), true);
	}

	public ListenerContainerOptions withStartingPosition(StartingPosition startingPosition) {
		return new ListenerContainerOptions(startingPosition, this.backOff, this.recoverer, this.shutdownTimeout,
				this.autoStartup);
	}

	public ListenerContainerOptions withBackOff(BackOff backOff) {
		return new ListenerContainerOptions(this.startingPosition, backOff, this.recoverer, this.shutdownTimeout,
				this.autoStartup);
	}

	public ListenerContainerOptions withRecoverer(RecordRecoverer recoverer) {
		return new ListenerContainerOptions(this.startingPosition, this.backOff, recoverer, this.shutdownTimeout,
				this.autoStartup);
	}

	public ListenerContainerOptions withShutdownTimeout(Duration shutdownTimeout) {
		return new ListenerContainerOptions(this.startingPosition, this.backOff, this.recoverer, shutdownTimeout,
				this.autoStartup);
	}

	public ListenerContainerOptions withAutoStartup(boolean autoStartup) {
		return new ListenerContainerOptions(this.startingPosition, this.backOff, this.recoverer, this.shutdownTimeout,
				autoStartup);
	}

}
