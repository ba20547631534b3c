package io.kinesisboot.listener;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.dispatch.ListenerGate;
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

	private final ListenerGate gate;

	private final ListenerContainerOptions options;

	private final AtomicReference<@Nullable RecordSource> source = new AtomicReference<>();

	KinesisMessageListenerContainer(KinesisListenerEndpoint endpoint, Supplier<RecordSource> sources, ListenerGate gate,
			ListenerContainerOptions options) {
		this.endpoint = endpoint;
		this.sources = sources;
		this.gate = gate;
		this.options = options;
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
			current.stop(this.options.shutdownTimeout());
		}
	}

	/**
	 * Lets no further call of the listener begin. Calls under way go on, the shards stay
	 * this worker's, and are read as far as the window allows.
	 */
	public void pause() {
		this.gate.close();
	}

	/**
	 * Lets calls begin again.
	 */
	public void resume() {
		this.gate.open();
	}

	/**
	 * Whether it is paused. A container may be paused before it starts, and stays so over
	 * a restart.
	 * @return true from {@link #pause()} to {@link #resume()}
	 */
	public boolean isPaused() {
		return this.gate.isClosed();
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
		return this.options.autoStartup();
	}

}
