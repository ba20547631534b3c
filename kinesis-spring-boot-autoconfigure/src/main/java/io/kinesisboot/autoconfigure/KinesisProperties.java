package io.kinesisboot.autoconfigure;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What concerns streams rather than those who use them. Immutable.
 *
 * @param streams streams to create at the start if they do not exist, by name
 * @param producers producers to inject by {@code @KinesisProducer}, by name
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis")
public record KinesisProperties(@DefaultValue Map<String, Stream> streams,
		@DefaultValue Map<String, NamedProducerProperties> producers) {

	public KinesisProperties {
		streams = Map.copyOf(streams);
		producers = Map.copyOf(producers);
	}

	/**
	 * A stream to create.
	 *
	 * @param shards number of shards; an existing stream keeps the shards that it has
	 */
	public record Stream(@DefaultValue("1") int shards) {

		private static final int MAX_SHARDS = 10_000;

		public Stream {
			if (shards < 1 || shards > MAX_SHARDS) {
				throw new IllegalArgumentException(
						"'shards' must be between 1 and " + MAX_SHARDS + " (CreateStream limit) but was " + shards);
			}
		}

	}

}
