package io.kinesisboot.template;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.MimeType;

/**
 * Where the payloads of a named producer go, and how their keys are found. Immutable.
 *
 * @param name the producer's name
 * @param streams the streams' names, at least one; with several, all payloads of a key go
 * to the same one
 * @param partitionKey an expression (SpEL) whose root is the payload, such as a property,
 * or {@code null} for a random key
 * @param explicitHashKey an expression that gives a decimal number from 0 to 2^128-1,
 * which chooses the shard instead of the partition key, or {@code null}
 * @param keySpread over how many places of a stream the records of one key are spread; 1
 * leaves them in order in one shard, more gives the order up; excludes an explicit hash
 * key
 * @param contentType what payloads are converted to, which goes with each in the header
 * {@code contentType}, or {@code null} to leave it to the converter
 * @param headers expressions that give headers of each payload, by the headers' names
 * @since 0.1.0
 */
public record ProducerBinding(String name, List<String> streams, @Nullable String partitionKey,
		@Nullable String explicitHashKey, int keySpread, @Nullable MimeType contentType, Map<String, String> headers) {

	private static final int MAX_KEY_SPREAD = 10_000;

	public ProducerBinding {
		Assert.isTrue(!streams.isEmpty(), () -> "'streams' of producer '" + name + "' must name at least one stream");
		Assert.isTrue(keySpread >= 1 && keySpread <= MAX_KEY_SPREAD,
				() -> "'keySpread' of producer '%s' must be between 1 and %d but was %d".formatted(name, MAX_KEY_SPREAD,
						keySpread));
		Assert.isTrue(keySpread == 1 || explicitHashKey == null,
				() -> "'keySpread' of producer '%s' must be 1 beside an 'explicitHashKey' but was %d".formatted(name,
						keySpread));
		streams = List.copyOf(streams);
		headers = Map.copyOf(headers);
	}

	/**
	 * Creates a binding without headers.
	 * @param name the producer's name
	 * @param streams the streams' names
	 * @param partitionKey an expression, or {@code null}
	 * @param explicitHashKey an expression, or {@code null}
	 * @param keySpread over how many places the records of one key are spread
	 */
	public ProducerBinding(String name, List<String> streams, @Nullable String partitionKey,
			@Nullable String explicitHashKey, int keySpread) {
		this(name, streams, partitionKey, explicitHashKey, keySpread, null, Map.of());
	}

	/** The name of a setting, for errors. */
	String setting(String key) {
		return "kinesis.producers.%s.%s".formatted(this.name, key);
	}

}
