package io.kinesisboot.samples.telemetry;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.producer.KinesisProducer;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Has the devices send, and shows the figures while they do.
 */
@Component
class TelemetryRunner implements ApplicationRunner, ExitCodeGenerator {

	private final Devices devices;

	private final TelemetryProperties properties;

	private final MeterRegistry registry;

	private final long fullBytes;

	private boolean complete;

	TelemetryRunner(Devices devices, TelemetryProperties properties, MeterRegistry registry,
			@Qualifier("telemetry") KinesisProducer producer) {
		this.devices = devices;
		this.properties = properties;
		this.registry = registry;
		this.fullBytes = producer.options().aggregation().maxBytes();
	}

	@Override
	public void run(ApplicationArguments arguments) {
		this.devices.send(this.properties.warmUp());
		Display display = new Display(System.out, this.fullBytes, Figures.of(this.registry));
		ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
		seconds.scheduleAtFixedRate(() -> display.line(Figures.of(this.registry)), 1, 1, TimeUnit.SECONDS);
		try {
			this.devices.send(this.properties.duration());
			this.devices.flush();
		}
		finally {
			stop(seconds);
		}
		Figures last = Figures.of(this.registry);
		display.summary(last);
		this.complete = last.failed() == 0;
	}

	private static void stop(ScheduledExecutorService seconds) {
		seconds.shutdown();
		try {
			seconds.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public int getExitCode() {
		return this.complete ? 0 : 1;
	}

}
