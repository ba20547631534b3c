package io.kinesisboot.listener;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.kinesisboot.consumer.RecordSource;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Runs one listener over its streams. Can be started and stopped any number of times.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisMessageListenerContainer implements SmartLifecycle {

	private final KinesisListenerEndpoint endpoint;

	private final Supplier<RecordSource> sources;

	private final Duration shutdownTimeout;

	private final boolean autoStartup;

	private final int phase;

	/** Orders starts and stops; held while they last, for nobody else wants it. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile @Nullable RecordSource source;

	KinesisMessageListenerContainer(KinesisListenerEndpoint endpoint, Supplier<RecordSource> sources,
			ListenerContainerOptions options) {
		this.endpoint = endpoint;
		this.sources = sources;
		this.shutdownTimeout = options.shutdownTimeout();
		this.autoStartup = (endpoint.autoStartup() != null) ? endpoint.autoStartup() : options.autoStartup();
		this.phase = options.phase();
	}

	/**
	 * The listener and what it listens to.
	 * @return the endpoint
	 */
	public KinesisListenerEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			if (!isRunning()) {
				RecordSource source = this.sources.get();
				source.start();
				this.source = source;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public void stop() {
		this.lifecycle.lock();
		try {
			RecordSource source = this.source;
			if (source != null) {
				source.stop(this.shutdownTimeout);
				this.source = null;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		RecordSource source = this.source;
		return source != null && source.isRunning();
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
