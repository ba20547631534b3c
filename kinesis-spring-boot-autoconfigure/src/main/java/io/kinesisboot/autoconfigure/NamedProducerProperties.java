package io.kinesisboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.template.ProducerBinding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A producer of {@code kinesis.producers}: where its payloads go, and how their keys are
 * found. What else is set there is as {@link KinesisProducerProperties} has it.
 * Immutable.
 *
 * @param stream stream that takes the payloads
 * @param streams streams among which payloads are spread by their keys, if one is not
 * enough
 * @param partitionKey partition key, as a property of the payload or an expression (SpEL)
 * whose root it is; random if not set
 * @param explicitHashKey expression that gives a number from 0 to 2^128-1, which chooses
 * the shard instead of the partition key
 * @param keySpread over how many places of a stream the records of one key are spread; 1
 * keeps their order
 */
record NamedProducerProperties(@Nullable String stream, @DefaultValue List<String> streams,
		@Nullable String partitionKey, @Nullable String explicitHashKey, @DefaultValue("1") int keySpread) {

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
		return new ProducerBinding(name, all, this.partitionKey, this.explicitHashKey, this.keySpread);
	}

}
