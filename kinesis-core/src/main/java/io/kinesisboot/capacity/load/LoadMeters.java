package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.consumer.RecordSource;

/**
 * Measures the streams that sources read, for each application by itself. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LoadMeters {

	private final Duration window;

	private final Map<Measured, LoadMeter> meters = new ConcurrentHashMap<>();

	/**
	 * Creates meters.
	 * @param window how much time a measure is to span at least, from a second to a day
	 */
	public LoadMeters(Duration window) {
		this.window = LoadMeter.requireWindow(window);
	}

	/**
	 * Finds what measures a stream. It knows the shards that this process has.
	 * @param applicationName the application that reads it
	 * @param stream the stream's name
	 * @return the meter
	 */
	public LoadMeter meter(String applicationName, String stream) {
		return this.meters.computeIfAbsent(new Measured(applicationName, stream),
				(added) -> new LoadMeter(this.window));
	}

	/**
	 * Has the records counted that sources read.
	 * @param sources makes the sources
	 * @return makes the same sources, whose records are counted before they are handled
	 */
	public RecordSource.Factory measure(RecordSource.Factory sources) {
		return new MeteredSources(sources, this);
	}

	private record Measured(String applicationName, String stream) {

	}

}
