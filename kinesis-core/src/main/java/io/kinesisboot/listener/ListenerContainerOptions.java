package io.kinesisboot.listener;

import java.time.Duration;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.error.ErrorOptions;

/**
 * How a container runs its listener. Immutable.
 *
 * @param startingPosition where to start without a checkpoint
 * @param dispatch how the records of a shard are handed to the listener
 * @param errors what is done when the listener fails
 * @param shutdownTimeout how long a stop waits for the records in hand
 * @param autoStartup whether to start with the application context
 * @param virtualThreads whether calls that run at the same time do so on virtual threads,
 * which needs Java 21
 * @since 0.1.0
 */
public record ListenerContainerOptions(StartingPosition startingPosition, DispatchOptions dispatch, ErrorOptions errors,
		Duration shutdownTimeout, boolean autoStartup, boolean virtualThreads) {

	/**
	 * From the oldest record, one call at a time for each shard; nine repetitions in half
	 * a minute, then the log.
	 * @return the defaults
	 */
	public static ListenerContainerOptions defaults() {
		return new ListenerContainerOptions(StartingPosition.TRIM_HORIZON, DispatchOptions.defaults(),
				ErrorOptions.defaults(), Duration.ofSeconds(20), true, false);
	}

	public ListenerContainerOptions withStartingPosition(StartingPosition startingPosition) {
		return new ListenerContainerOptions(startingPosition, this.dispatch, this.errors, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withDispatch(DispatchOptions dispatch) {
		return new ListenerContainerOptions(this.startingPosition, dispatch, this.errors, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withErrors(ErrorOptions errors) {
		return new ListenerContainerOptions(this.startingPosition, this.dispatch, errors, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withShutdownTimeout(Duration shutdownTimeout) {
		return new ListenerContainerOptions(this.startingPosition, this.dispatch, this.errors, shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withAutoStartup(boolean autoStartup) {
		return new ListenerContainerOptions(this.startingPosition, this.dispatch, this.errors, this.shutdownTimeout,
				autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withVirtualThreads(boolean virtualThreads) {
		return new ListenerContainerOptions(this.startingPosition, this.dispatch, this.errors, this.shutdownTimeout,
				this.autoStartup, virtualThreads);
	}

}
