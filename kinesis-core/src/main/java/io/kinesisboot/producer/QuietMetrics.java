package io.kinesisboot.producer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what metrics throw away from the records, and logs the first of it. Thread-safe.
 */
final class QuietMetrics implements ProducerMetrics {

	private static final Logger logger = LoggerFactory.getLogger(KinesisProducer.class);

	private final ProducerMetrics metrics;

	private final AtomicBoolean failed = new AtomicBoolean();

	QuietMetrics(ProducerMetrics metrics) {
		this.metrics = metrics;
	}

	@Override
	public void started(Supplier<ProducerLoad> load) {
		quietly(() -> this.metrics.started(load));
	}

	@Override
	public void accepted(String stream, String shardId, int records, int bytes, Duration age) {
		quietly(() -> this.metrics.accepted(stream, shardId, records, bytes, age));
	}

	@Override
	public void refused(String stream, String shardId, @Nullable String errorCode, boolean throttled) {
		quietly(() -> this.metrics.refused(stream, shardId, errorCode, throttled));
	}

	@Override
	public void failed(String stream) {
		quietly(() -> this.metrics.failed(stream));
	}

	@Override
	public void called(String stream, Duration duration, @Nullable String errorCode) {
		quietly(() -> this.metrics.called(stream, duration, errorCode));
	}

	private void quietly(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("The producer's metrics fail; this is logged once", ex);
			}
		}
	}

}
