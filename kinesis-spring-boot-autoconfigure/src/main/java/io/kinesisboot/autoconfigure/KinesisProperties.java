package io.kinesisboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.kinesisboot.autoconfigure.stream.KinesisStreamProperties;
import io.kinesisboot.template.ProducerBinding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.MimeType;

/**
 * What concerns streams rather than those who use them. Immutable.
 *
 * @param streams streams to create at the start if they do not exist, and to compare if
 * they do, by name
 * @param producers producers to inject by {@code @KinesisProducer}, by name
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis")
public record KinesisProperties(@DefaultValue Map<String, KinesisStreamProperties> streams,
		@DefaultValue Map<String, Producer> producers) {

	public KinesisProperties {
		streams = Map.copyOf(streams);
		producers = Map.copyOf(producers);
	}

	/**
	 * A producer: where its payloads go, and how their keys are found. What else is set
	 * there is as {@link KinesisProducerProperties} has it.
	 *
	 * @param stream stream that takes the payloads
	 * @param streams streams among which payloads are spread by their keys, if one is not
	 * enough
	 * @param partitionKey partition key, as a property of the payload or an expression
	 * (SpEL) whose root it is; random if not set
	 * @param explicitHashKey expression that gives a number from 0 to 2^128-1, which
	 * chooses the shard instead of the partition key
	 * @param keySpread over how many places of a stream the records of one key are
	 * spread; 1 keeps their order
	 * @param contentType what payloads are converted to, and told to readers
	 * @param headers headers of each payload, by name, each as an expression whose root
	 * is the payload
	 */
	@ConfigurationPropertiesSource
	public record Producer(@Nullable String stream, @DefaultValue List<String> streams, @Nullable String partitionKey,
			@Nullable String explicitHashKey, @DefaultValue("1") int keySpread, @Nullable MimeType contentType,
			@DefaultValue Map<String, String> headers) {

		ProducerBinding binding(String name) {
			List<String> all = new ArrayList<>(this.streams);
			if (this.stream != null) {
				all.add(this.stream);
			}
			if (all.isEmpty() || (this.stream != null && !this.streams.isEmpty())) {
				throw new IllegalArgumentException(
						"Either 'kinesis.producers.%s.stream' or 'kinesis.producers.%s.streams' must be set but %s"
							.formatted(name, name, all.isEmpty() ? "neither is" : "both are: " + all));
			}
			return new ProducerBinding(name, all, this.partitionKey, this.explicitHashKey, this.keySpread,
					this.contentType, this.headers);
		}

	}

}
