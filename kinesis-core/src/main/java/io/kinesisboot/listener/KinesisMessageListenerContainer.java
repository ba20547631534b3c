package io.kinesisboot.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.kinesisboot.consumer.RecordSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener over its streams. Can be started and stopped any number of times.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisMessageListenerContainer {

	private final KinesisListenerEndpoint endpoint;

	private final Supplier<RecordSource> sources;

	private final Duration shutdownTimeout;

	private final boolean autoStartup;

	private final AtomicReference<@Nullable RecordSource> source = new AtomicReference<>();

	KinesisMessageListenerContainer(KinesisListenerEndpoint endpoint, Supplier<RecordSource> sources,
			ListenerContainerOptions options) {
		this.endpoint = endpoint;
		this.sources = sources;
		this.shutdownTimeout = options.shutdownTimeout();
		this.autoStartup = (endpoint.autoStartup() != null) ? endpoint.autoStartup() : options.autoStartup();
	}

	/**
	 * The listener and what it listens to.
	 * @return the endpoint
	 */
	public KinesisListenerEndpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Begins to listen, or does nothing if it listens already.
	 * @throws io.kinesisboot.KinesisBootException if a stream does not exist or a service
	 * does not answer
	 */
	public void start() {
		RecordSource current = this.source.get();
		if (current != null && current.isRunning()) {
			return;
		}
		RecordSource next = this.sources.get();
		if (!this.source.compareAndSet(current, next)) {
			// Another thread has just begun to start it
			return;
		}
		try {
			next.start();
		}
		catch (RuntimeException ex) {
			this.source.compareAndSet(next, null);
			throw ex;
		}
	}

	/**
	 * Lets the records in hand finish, checkpoints what is done and gives the shards
	 * back, within the shutdown timeout. Ends a start that is under way.
	 */
	public void stop() {
		RecordSource current = this.source.getAndSet(null);
		if (current != null) {
			current.stop(this.shutdownTimeout);
		}
	}

	/**
	 * Whether it listens. A container that has failed does not.
	 * @return true if it was started and has not ended
	 */
	public boolean isRunning() {
		RecordSource current = this.source.get();
		return current != null && current.isRunning();
	}

	/**
	 * Whether the registry starts it.
	 * @return true if it starts with the application context
	 */
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

}
