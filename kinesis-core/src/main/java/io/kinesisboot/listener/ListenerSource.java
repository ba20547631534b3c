package io.kinesisboot.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.event.ObservedShardHandlers;
import io.kinesisboot.listener.event.ShardState;
import org.jspecify.annotations.Nullable;

/**
 * What a listener reads from, again and again. Thread-safe.
 */
final class ListenerSource {

	private final RecordSource.Request request;

	private final RecordSource.Factory sources;

	private final ObservedShardHandlers handlers;

	private final AtomicReference<@Nullable RecordSource> source = new AtomicReference<>();

	ListenerSource(RecordSource.Request request, RecordSource.Factory sources, ObservedShardHandlers handlers) {
		this.request = request;
		this.sources = sources;
		this.handlers = handlers;
	}

	RecordSource.Request request() {
		return this.request;
	}

	void start() {
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

	void stop(Duration timeout) {
		RecordSource current = this.source.getAndSet(null);
		if (current != null) {
			current.stop(timeout);
		}
	}

	boolean isRunning() {
		RecordSource current = this.source.get();
		return current != null && current.isRunning();
	}

	/**
	 * Whether it was started and has ended by itself.
	 */
	boolean hasFailed() {
		RecordSource current = this.source.get();
		return current != null && !current.isRunning();
	}

	List<ShardState> shards() {
		return this.handlers.shards();
	}

}
