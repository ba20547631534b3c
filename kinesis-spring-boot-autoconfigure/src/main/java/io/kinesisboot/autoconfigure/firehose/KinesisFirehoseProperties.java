package io.kinesisboot.autoconfigure.firehose;

import java.time.Duration;
import java.util.Map;

import io.kinesisboot.firehose.delivery.DeliveryOptions;
import io.kinesisboot.firehose.transform.FirehoseTransformers;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Transformation and delivery with Firehose. Immutable.
 *
 * @param producers producers to inject by {@code @Qualifier}, by name
 * @param transformer answers of {@code @FirehoseTransformer} methods
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.firehose")
public record KinesisFirehoseProperties(@DefaultValue Map<String, Producer> producers,
		@DefaultValue Transformer transformer) {

	public KinesisFirehoseProperties {
		producers = Map.copyOf(producers);
	}

	/**
	 * A producer: where its payloads go, and how.
	 *
	 * @param stream delivery stream that takes the payloads
	 * @param delimiter what each record ends with
	 * @param joinSize up to which size records are joined to one, 1 KB to 1,000 KB; not
	 * joined unless set
	 * @param linger how long a record waits for others to be joined with
	 * @param memory most memory of records under way; an eighth of the heap unless set
	 * @param maxBlock how long a send waits for memory
	 * @param recordTimeToLive how long after it was sent a record is still put
	 * @param maxInFlight most calls under way
	 */
	@ConfigurationPropertiesSource
	public record Producer(@Nullable String stream, @DefaultValue("") String delimiter, @Nullable DataSize joinSize,
			@DefaultValue("100ms") Duration linger, @Nullable DataSize memory, @DefaultValue("60s") Duration maxBlock,
			@DefaultValue("30s") Duration recordTimeToLive, @DefaultValue("64") int maxInFlight) {

		public Producer {
			if (stream == null || stream.isBlank()) {
				throw new IllegalArgumentException(
						"'stream' must name a delivery stream but was '%s'".formatted(stream));
			}
			options(delimiter, joinSize, linger, memory, maxBlock, recordTimeToLive, maxInFlight);
		}

		DeliveryOptions options() {
			return options(this.delimiter, this.joinSize, this.linger, this.memory, this.maxBlock,
					this.recordTimeToLive, this.maxInFlight);
		}

		private static DeliveryOptions options(String delimiter, @Nullable DataSize joinSize, Duration linger,
				@Nullable DataSize memory, Duration maxBlock, Duration recordTimeToLive, int maxInFlight) {
			DeliveryOptions defaults = DeliveryOptions.defaults();
			return new DeliveryOptions(delimiter, (joinSize != null) ? Math.toIntExact(joinSize.toBytes()) : 0, linger,
					(memory != null) ? memory.toBytes() : defaults.memory(), maxBlock, recordTimeToLive, maxInFlight,
					defaults.backOffBase(), defaults.backOffCap());
		}

	}

	/**
	 * Answers to Firehose.
	 *
	 * @param maxResponseSize largest answer, up to 6 MB
	 * @param overflow what becomes of records that do not fit into the answer
	 */
	public record Transformer(@DefaultValue("6MB") DataSize maxResponseSize, @DefaultValue("fail") Overflow overflow) {

		private static final DataSize MIN_SIZE = DataSize.ofKilobytes(1);

		private static final DataSize MAX_SIZE = DataSize.ofBytes(FirehoseTransformers.MAX_RESPONSE_BYTES);

		public Transformer {
			if (maxResponseSize.compareTo(MIN_SIZE) < 0 || maxResponseSize.compareTo(MAX_SIZE) > 0) {
				throw new IllegalArgumentException(
						"'maxResponseSize' must be between 1KB and %dMB (limit of Lambda's answers) but was %s"
							.formatted(MAX_SIZE.toMegabytes(), maxResponseSize));
			}
		}

	}

	/**
	 * What becomes of records that do not fit into the answer.
	 */
	public enum Overflow {

		/** Firehose writes them to the error output. */
		FAIL,

		/** They are put where they came from, and come again. */
		SOURCE

	}

}
