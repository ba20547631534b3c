package io.kinesisboot.consumer.benchmark;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

import io.kinesisboot.consumer.CheckpointingProcessor;
import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.kcl.MicrometerMetricsFactory;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import io.kinesisboot.observation.ListenerObservations;
import io.kinesisboot.observation.MicrometerListenerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * What consumes. Each gives every record to the meter, and checkpoints after each batch.
 */
enum Contender {

	/** A processor of KCL, which also takes the aggregates apart. */
	KCL {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return consumers.startBare(application, stream, () -> new MeteredProcessor(meter), (name, configs) -> {
			});
		}
	},

	/** A listener of ours that takes all records at hand. */
	OURS_BATCH {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startOurs(consumers, application, stream, new BatchListener(meter));
		}
	},

	/** The same, which remembers in memory what it was called with. */
	OURS_BATCH_ONCE {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startOursOnce(consumers, application, stream, new BatchListener(meter));
		}
	},

	/** The same, with meters. */
	OURS_BATCH_METERED {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startWatched(consumers, application, stream, new BatchListener(meter), ObservationRegistry.NOOP);
		}
	},

	/** The same, with meters and observations, of which a meter is made too. */
	OURS_BATCH_OBSERVED {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startWatched(consumers, application, stream, new BatchListener(meter), ObservationRegistry.create());
		}
	},

	/** A listener of ours that takes one record as it was read. */
	OURS_RECORD {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startOurs(consumers, application, stream, new RecordListener(meter));
		}
	},

	/** The same, which remembers in memory what it was called with. */
	OURS_RECORD_ONCE {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startOursOnce(consumers, application, stream, new RecordListener(meter));
		}
	},

	/** The same, with meters. */
	OURS_RECORD_METERED {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startWatched(consumers, application, stream, new RecordListener(meter), ObservationRegistry.NOOP);
		}
	},

	/** The same, with meters and observations, of which a meter is made too. */
	OURS_RECORD_OBSERVED {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startWatched(consumers, application, stream, new RecordListener(meter),
					ObservationRegistry.create());
		}
	},

	/** A listener of ours that takes one payload, made a text. */
	OURS_TEXT {
		@Override
		Runnable start(Consumers consumers, String application, String stream, Meter meter) {
			return startOurs(consumers, application, stream, new TextListener(meter));
		}
	};

	private static final int MAX_KEYS = 100_000;

	/**
	 * Begins to consume.
	 * @return what ends it
	 */
	abstract Runnable start(Consumers consumers, String application, String stream, Meter meter);

	private static Runnable startOurs(Consumers consumers, String application, String stream, Object listener) {
		return consumers.startOurs(application, stream, listener, (name, configs) -> {
		});
	}

	private static Runnable startOursOnce(Consumers consumers, String application, String stream, Object listener) {
		IdempotencyOptions idempotency = IdempotencyOptions.NONE
			.withStore(new MemoryIdempotencyStore(MAX_KEYS, KeyTimes.DEFAULT, Clock.systemUTC()));
		return consumers.startOurs(application, stream, listener, (name, configs) -> {
		}, (options) -> options.withIdempotency(idempotency));
	}

	private static Runnable startWatched(Consumers consumers, String application, String stream, Object listener,
			ObservationRegistry observations) {
		MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		return consumers.startWatched(application, stream, listener,
				(name, configs) -> configs.metrics().metricsFactory(new MicrometerMetricsFactory(registry, name)),
				(factory) -> factory.withDecorator(new ListenerObservations(observations, null))
					.withMetrics(new MicrometerListenerMetrics(registry, 100, null)));
	}

	record BatchListener(Meter meter) {

		void listen(List<ReceivedRecord> records) {
			records.forEach((record) -> this.meter.handle(record.data()));
		}

	}

	record RecordListener(Meter meter) {

		void listen(ReceivedRecord record) {
			this.meter.handle(record.data());
		}

	}

	record TextListener(Meter meter) {

		private static final ByteBuffer NONE = ByteBuffer.allocate(0);

		void listen(String text) {
			this.meter.handle(NONE);
		}

	}

	private static final class MeteredProcessor extends CheckpointingProcessor {

		private final Meter meter;

		MeteredProcessor(Meter meter) {
			this.meter = meter;
		}

		@Override
		protected void handle(String shardId, List<KinesisClientRecord> records) {
			records.forEach((record) -> this.meter.handle(record.data()));
		}

	}

}
