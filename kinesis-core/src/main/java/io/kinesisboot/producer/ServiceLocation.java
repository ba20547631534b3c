package io.kinesisboot.producer;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisServiceClientConfiguration;

/**
 * Where a client finds the service. Immutable.
 *
 * @param region the region's id
 * @param endpoint what overrides the region's own endpoint, or {@code null}
 */
record ServiceLocation(String region, @Nullable URI endpoint) {

	static ServiceLocation of(KinesisServiceClientConfiguration configuration) {
		return new ServiceLocation(configuration.region().id(), configuration.endpointOverride().orElse(null));
	}

	@Override
	public String toString() {
		String text = "in region '%s'".formatted(this.region);
		return (this.endpoint != null) ? text + " at endpoint " + this.endpoint : text;
	}

}
