package io.kinesisboot.autoconfigure.stream;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.capacity.reshard.AutomaticResharding;
import io.kinesisboot.capacity.reshard.Resharder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Changes the shards of those streams of {@code kinesis.streams} that have bounds for it,
 * as long as the application runs. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamScaling implements AutoCloseable {

	private final List<AutomaticResharding> reshardings = new ArrayList<>();

	/**
	 * Begins.
	 * @param kinesis gives the client, which is asked for only if there is such a stream
	 * @param streams how streams shall be, by name
	 * @param meters measure the load, or null if nothing is measured
	 * @param applicationName the application that measures, unless a stream names another
	 * one
	 */
	public StreamScaling(Supplier<KinesisAsyncClient> kinesis, Map<String, KinesisStreamProperties> streams,
			@Nullable LoadMeters meters, String applicationName) {
		streams.forEach((name, stream) -> {
			KinesisStreamProperties.Scaling scaling = stream.scaling();
			if (scaling != null) {
				if (meters == null) {
					throw new InvalidConfigurationPropertyValueException(
							StreamSettings.name(name, "scaling.max-shards"), scaling.maxShards(),
							"It needs 'kinesis.capacity.window', how much time a measure of load spans.");
				}
				String application = scaling.applicationName();
				Resharder resharder = new Resharder(kinesis.get(), name,
						meters.meter((application != null) ? application : applicationName, name), scaling.options(),
						Clock.systemUTC());
				this.reshardings.add(new AutomaticResharding(resharder, scaling.interval()));
			}
		});
	}

	@Override
	public void close() {
		this.reshardings.forEach(AutomaticResharding::close);
	}

}
