package io.kinesisboot.listener;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.event.ObservedShardHandlers;
import io.kinesisboot.listener.event.ShardState;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener over its streams. Can be started and stopped any number of times.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisMessageListenerContainer {

	private final KinesisListenerEndpoint endpoint;

	private final ListenerContainerOptions options;

	private final RecordSource.Request request;

	private final RecordSource.Factory sources;

	private final ObservedShardHandlers handlers;

	private final ListenerGate gate;

	private final AtomicReference<@Nullable RecordSource> source = new AtomicReference<>();

	KinesisMessageListenerContainer(KinesisListenerEndpoint endpoint, ListenerContainerOptions options,
			RecordSource.Request request, RecordSource.Factory sources, ObservedShardHandlers handlers,
			ListenerGate gate) {
		this.endpoint = endpoint;
		this.options = options;
		this.request = request;
		this.sources = sources;
		this.handlers = handlers;
		this.gate = gate;
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
		RecordSource next = this.sources.create(this.request, this.handlers);
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
	 * Moves the application to where it shall read on, in all shards, whoever has them.
	 * This container stops for it, and starts again if it was running; see
	 * {@link ApplicationReset} for other workers.
	 * @param position where to read on
	 * @throws io.kinesisboot.KinesisBootException if the application has no leases yet,
	 * or a service does not answer
	 * @throws UnsupportedOperationException if its source cannot do that
	 */
	public void seek(StartingPosition position) {
		moved((reset) -> reset.reset(this.request, position));
	}

	/**
	 * Moves the application to where it shall read on in one shard, whoever has it.
	 * @param stream the stream, as the listener names it
	 * @param shardId the shard's id
	 * @param sequenceNumber the sequence number of the next record to handle
	 * @throws io.kinesisboot.KinesisBootException if there is no such shard in the
	 * application, or a service does not answer
	 * @throws UnsupportedOperationException if its source cannot do that
	 */
	public void seek(String stream, String shardId, String sequenceNumber) {
		moved((reset) -> reset.reset(this.request, stream, shardId, sequenceNumber));
	}

	private void moved(Consumer<ApplicationReset> move) {
		if (!(this.sources instanceof ApplicationReset reset)) {
			throw new UnsupportedOperationException(
					"The source of " + this.endpoint + " cannot be moved: " + this.sources.getClass().getName());
		}
		boolean wasRunning = isRunning();
		stop();
		try {
			move.accept(reset);
		}
		finally {
			if (wasRunning) {
				start();
			}
		}
	}

	/**
	 * The shards that this worker has for the listener.
	 * @return their present states, in no order
	 */
	public List<ShardState> shards() {
		return this.handlers.shards();
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
