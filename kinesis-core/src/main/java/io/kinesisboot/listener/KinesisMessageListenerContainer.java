package io.kinesisboot.listener;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.error.CountingRecoverer;
import io.kinesisboot.listener.event.ShardState;

/**
 * Runs one listener over its streams, and its retry stream if it has one. Can be started
 * and stopped any number of times. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisMessageListenerContainer {

	private final KinesisListenerEndpoint endpoint;

	private final ListenerContainerOptions options;

	private final RecordSource.Factory factory;

	/** That of the streams, and that of the retry stream, if there is one. */
	private final List<ListenerSource> sources;

	private final ListenerGate gate;

	private final CountingRecoverer recoverer;

	KinesisMessageListenerContainer(KinesisListenerEndpoint endpoint, ListenerContainerOptions options,
			RecordSource.Factory factory, List<ListenerSource> sources, ListenerGate gate,
			CountingRecoverer recoverer) {
		this.endpoint = endpoint;
		this.options = options;
		this.factory = factory;
		this.sources = sources;
		this.gate = gate;
		this.recoverer = recoverer;
	}

	/**
	 * The listener and what it listens to.
	 * @return the endpoint
	 */
	public KinesisListenerEndpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * How it runs the listener.
	 * @return what the factory's options and the listener's own come to
	 */
	public ListenerContainerOptions options() {
		return this.options;
	}

	/**
	 * What its sources read.
	 * @return the request of its streams, then that of its retry stream if there is one
	 */
	public List<RecordSource.Request> requests() {
		return this.sources.stream().map(ListenerSource::request).toList();
	}

	/**
	 * What looks at the application's leases and streams.
	 * @return the inspection; empty if the source has none, as with Lambda
	 */
	public Optional<ApplicationInspection> inspection() {
		return (this.factory instanceof ApplicationInspection inspection) ? Optional.of(inspection) : Optional.empty();
	}

	/**
	 * The names under which checkpoints are kept, and of the lease tables.
	 * @return the application's name, and another one for the retry stream if there is
	 * one
	 */
	public List<String> applicationNames() {
		return requests().stream().map(RecordSource.Request::applicationName).toList();
	}

	/**
	 * Begins to listen, or does nothing if it listens already.
	 * @throws io.kinesisboot.KinesisBootException if a stream does not exist or a service
	 * does not answer
	 */
	public void start() {
		try {
			AtOnce.forEach(this.sources, ListenerSource::start);
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
	}

	/**
	 * Lets the records in hand finish, checkpoints what is done and gives the shards
	 * back, within the shutdown timeout. Ends a start that is under way.
	 */
	public void stop() {
		AtOnce.forEach(this.sources, (source) -> source.stop(this.options.shutdownTimeout()));
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
	 * The circuit breaker that lets no call begin at present. Its shards stay this
	 * worker's, as if the container was {@link #pause() paused}, and go on when it
	 * permits trial calls.
	 * @return its name, empty if none does
	 */
	public Optional<String> openCircuit() {
		return Optional.ofNullable(this.gate.openCircuit());
	}

	/**
	 * Moves the application to where it shall read on, in all shards, whoever has them.
	 * This container stops to read its streams for it, and goes on if it was running; see
	 * {@link ApplicationReset} for other workers. What waits in a retry stream stays
	 * there.
	 * @param position where to read on
	 * @throws io.kinesisboot.KinesisBootException if the application has no leases yet,
	 * or a service does not answer
	 * @throws UnsupportedOperationException if its source cannot do that
	 */
	public void seek(StartingPosition position) {
		moved((reset, request) -> reset.reset(request, position));
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
		moved((reset, request) -> reset.reset(request, stream, shardId, sequenceNumber));
	}

	private void moved(BiConsumer<ApplicationReset, RecordSource.Request> move) {
		if (!(this.factory instanceof ApplicationReset reset)) {
			throw new UnsupportedOperationException(
					"The source of " + this.endpoint + " cannot be moved: " + this.factory.getClass().getName());
		}
		ListenerSource source = this.sources.get(0);
		boolean wasRunning = source.isRunning();
		source.stop(this.options.shutdownTimeout());
		try {
			move.accept(reset, source.request());
		}
		finally {
			if (wasRunning) {
				source.start();
			}
		}
	}

	/**
	 * The shards that this worker has for the listener, those of its retry stream
	 * included.
	 * @return their present states, in no order
	 */
	public List<ShardState> shards() {
		return this.sources.stream().flatMap((source) -> source.shards().stream()).toList();
	}

	/**
	 * Whether it listens. A container that has failed does not.
	 * @return true if it was started and has not ended
	 */
	public boolean isRunning() {
		return this.sources.stream().allMatch(ListenerSource::isRunning);
	}

	/**
	 * Whether it has ended without being stopped. Its worker reads nothing then, until
	 * the container is stopped and started.
	 * @return true from then on
	 */
	public boolean hasFailed() {
		return this.sources.stream().anyMatch(ListenerSource::hasFailed);
	}

	/**
	 * How many records the listener's recoverer has taken: dead letters, or what was
	 * logged, by {@code onFailure}. Those that wait in a retry stream are not among them.
	 * @return the number since the container was created
	 */
	public long recovered() {
		return this.recoverer.count();
	}

	/**
	 * Whether the registry starts it.
	 * @return true if it starts with the application context
	 */
	public boolean isAutoStartup() {
		return this.options.autoStartup();
	}

}
