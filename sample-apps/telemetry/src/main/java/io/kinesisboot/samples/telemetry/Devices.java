package io.kinesisboot.samples.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kinesisboot.annotation.KinesisProducer;
import io.kinesisboot.template.ProducerOperations;

import org.springframework.stereotype.Component;

/**
 * Sends readings. While too many are under way, the producer has it wait.
 */
@Component
class Devices {

	private static final long SEED = 42;

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private final ProducerOperations<Reading> readings;

	private final TelemetryProperties properties;

	private final SplittableRandom random = new SplittableRandom(SEED);

	Devices(@KinesisProducer("telemetry") ProducerOperations<Reading> readings, TelemetryProperties properties) {
		this.readings = readings;
		this.properties = properties;
	}

	/**
	 * Sends readings at the rate that is set.
	 * @param duration how long
	 */
	void send(Duration duration) {
		long start = System.nanoTime();
		long sent = 0;
		while (System.nanoTime() - start < duration.toNanos()) {
			this.readings.sendAsync(reading());
			sent++;
			pace(start, sent);
		}
	}

	private void pace(long start, long sent) {
		if (this.properties.rate() > 0) {
			long early = start + (long) (sent * NANOS_PER_SECOND / this.properties.rate()) - System.nanoTime();
			if (early > TimeUnit.MILLISECONDS.toNanos(1)) {
				LockSupport.parkNanos(early);
			}
		}
	}

	private Reading reading() {
		return new Reading("device-" + this.random.nextInt(this.properties.devices()), Instant.now(),
				this.random.nextInt(-100, 400) / 10.0, this.random.nextInt(100), this.random.nextInt(100));
	}

	/** Waits until the stream has all that was sent, or it has failed. */
	void flush() {
		this.readings.flush().join();
	}

}
