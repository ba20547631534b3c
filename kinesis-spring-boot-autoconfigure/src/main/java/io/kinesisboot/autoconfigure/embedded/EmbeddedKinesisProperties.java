package io.kinesisboot.autoconfigure.embedded;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The endpoint inside the JVM. Immutable.
 *
 * @param enabled whether to start it; if not set, it starts when nothing says where AWS
 * is
 * @param port port on the loopback interface, 0 for any free one
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.embedded")
public record EmbeddedKinesisProperties(@Nullable Boolean enabled, @DefaultValue("0") int port) {

	private static final int MAX_PORT = 65_535;

	public EmbeddedKinesisProperties {
		if (port < 0 || port > MAX_PORT) {
			throw new IllegalArgumentException("'port' must be between 0 and " + MAX_PORT + " but was " + port);
		}
	}

}
