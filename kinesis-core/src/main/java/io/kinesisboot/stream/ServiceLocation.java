package io.kinesisboot.stream;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisServiceClientConfiguration;

/**
 * Where a client finds the service. Immutable.
 *
 * @param region the region's id
 * @param endpoint what stands in for the region's own endpoint, or null
 * @since 0.1.0
 */
public record ServiceLocation(String region, @Nullable URI endpoint) {

	/**
	 * Asks a client.
	 * @param client the client
	 * @return where it finds the service
	 */
	public static ServiceLocation of(KinesisAsyncClient client) {
		KinesisServiceClientConfiguration configuration = client.serviceClientConfiguration();
		return new ServiceLocation(configuration.region().id(), configuration.endpointOverride().orElse(null));
	}

	@Override
	public String toString() {
		String text = "in region '%s'".formatted(this.region);
		return (this.endpoint != null) ? text + " at endpoint " + this.endpoint : text;
	}

}
