package io.kinesisboot.autoconfigure.embedded;

import java.util.List;

import io.kinesisboot.embedded.EmbeddedKinesis;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The endpoint inside the JVM. Immutable.
 *
 * @param enabled whether to start it; if not set, it starts when nothing says where AWS
 * is
 * @param port port on the loopback interface, 0 for any free one
 * @param region region in ARNs, and of the clients
 * @param streams streams that are there from the start, each NAME or NAME:SHARDS
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.embedded")
public record EmbeddedKinesisProperties(@Nullable Boolean enabled, @DefaultValue("0") int port,
		@DefaultValue("us-east-1") String region, @DefaultValue List<String> streams) {

	public EmbeddedKinesisProperties {
		streams = List.copyOf(streams);
		builder(port, region, streams);
	}

	EmbeddedKinesis.Builder builder() {
		return builder(this.port, this.region, this.streams);
	}

	private static EmbeddedKinesis.Builder builder(int port, String region, List<String> streams) {
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder().port(port).region(region);
		streams.forEach(builder::stream);
		return builder;
	}

}
