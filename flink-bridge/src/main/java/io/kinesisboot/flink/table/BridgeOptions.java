package io.kinesisboot.flink.table;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.flink.KinesisClientOptions;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.flink.source.ConsumerLifecycle;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * The options of a table, by the names that the connector of Apache Flink gives them.
 */
final class BridgeOptions {

	static final ConfigOption<String> STREAM_ARN = ConfigOptions.key("stream.arn").stringType().noDefaultValue();

	static final ConfigOption<String> REGION = ConfigOptions.key("aws.region").stringType().noDefaultValue();

	static final ConfigOption<String> ENDPOINT = ConfigOptions.key("aws.endpoint").stringType().noDefaultValue();

	static final ConfigOption<Credentials> CREDENTIALS = ConfigOptions.key("aws.credentials.provider")
		.enumType(Credentials.class)
		.defaultValue(Credentials.AUTO);

	static final ConfigOption<String> ACCESS_KEY_ID = ConfigOptions.key("aws.credentials.basic.accesskeyid")
		.stringType()
		.noDefaultValue();

	static final ConfigOption<String> SECRET_KEY = ConfigOptions.key("aws.credentials.basic.secretkey")
		.stringType()
		.noDefaultValue();

	static final ConfigOption<StartingPosition.Type> INIT_POSITION = ConfigOptions.key("source.init.position")
		.enumType(StartingPosition.Type.class)
		.defaultValue(StartingPosition.Type.LATEST);

	static final ConfigOption<String> INIT_TIMESTAMP = ConfigOptions.key("source.init.timestamp")
		.stringType()
		.noDefaultValue();

	static final ConfigOption<Duration> DISCOVERY_INTERVAL = ConfigOptions.key("source.shard.discovery.interval")
		.durationType()
		.defaultValue(Duration.ofSeconds(10));

	static final ConfigOption<Integer> MAX_RECORDS = ConfigOptions.key("source.shard.get-records.max-record-count")
		.intType()
		.defaultValue(10_000);

	static final ConfigOption<Duration> FETCH_INTERVAL = ConfigOptions.key("source.reader.fetch-interval")
		.durationType()
		.defaultValue(Duration.ofMillis(200));

	static final ConfigOption<Duration> EMPTY_FETCH_INTERVAL = ConfigOptions
		.key("source.reader.empty-records-fetch-interval")
		.durationType()
		.defaultValue(Duration.ofMillis(250));

	static final ConfigOption<ReaderType> READER_TYPE = ConfigOptions.key("source.reader.type")
		.enumType(ReaderType.class)
		.defaultValue(ReaderType.POLLING);

	static final ConfigOption<String> CONSUMER_NAME = ConfigOptions.key("source.efo.consumer.name")
		.stringType()
		.noDefaultValue();

	static final ConfigOption<ConsumerLifecycle> CONSUMER_LIFECYCLE = ConfigOptions.key("source.efo.lifecycle")
		.enumType(ConsumerLifecycle.class)
		.defaultValue(ConsumerLifecycle.JOB_MANAGED);

	static final ConfigOption<Partitioner> PARTITIONER = ConfigOptions.key("sink.partitioner")
		.enumType(Partitioner.class)
		.defaultValue(Partitioner.RANDOM);

	static final ConfigOption<String> PARTITIONER_DELIMITER = ConfigOptions.key("sink.partitioner-field-delimiter")
		.stringType()
		.defaultValue("|");

	static final ConfigOption<Boolean> AGGREGATION = ConfigOptions.key("sink.aggregation")
		.booleanType()
		.defaultValue(false);

	static final ConfigOption<Integer> BATCH_MAX_SIZE = ConfigOptions.key("sink.batch.max-size")
		.intType()
		.defaultValue(500);

	static final ConfigOption<Integer> MAX_IN_FLIGHT = ConfigOptions.key("sink.requests.max-inflight")
		.intType()
		.defaultValue(64);

	static final ConfigOption<Integer> FLUSH_SIZE = ConfigOptions.key("sink.flush-buffer.size")
		.intType()
		.defaultValue(10 * 1024 * 1024);

	static final ConfigOption<Duration> FLUSH_TIMEOUT = ConfigOptions.key("sink.flush-buffer.timeout")
		.durationType()
		.defaultValue(Duration.ofMillis(5));

	static final ConfigOption<String> SHARD_RATE = ConfigOptions.key("sink.shard-rate").stringType().defaultValue("1");

	private BridgeOptions() {
	}

	static Set<ConfigOption<?>> optional() {
		return Set.of(REGION, ENDPOINT, CREDENTIALS, ACCESS_KEY_ID, SECRET_KEY, INIT_POSITION, INIT_TIMESTAMP,
				DISCOVERY_INTERVAL, MAX_RECORDS, FETCH_INTERVAL, EMPTY_FETCH_INTERVAL, READER_TYPE, CONSUMER_NAME,
				CONSUMER_LIFECYCLE, PARTITIONER, PARTITIONER_DELIMITER, AGGREGATION, BATCH_MAX_SIZE, MAX_IN_FLIGHT,
				FLUSH_SIZE, FLUSH_TIMEOUT, SHARD_RATE);
	}

	/**
	 * The region of the stream's ARN, unless another is given.
	 */
	static KinesisClientOptions client(ReadableConfig options) {
		String region = options.getOptional(REGION).orElseGet(() -> regionOf(new StreamName(options.get(STREAM_ARN))));
		return new KinesisClientOptions(region.isEmpty() ? null : region,
				options.getOptional(ENDPOINT).map(URI::create).orElse(null), basic(options, ACCESS_KEY_ID),
				basic(options, SECRET_KEY), null);
	}

	private static String regionOf(StreamName stream) {
		return Objects.requireNonNullElse(stream.region(), "");
	}

	private static @Nullable String basic(ReadableConfig options, ConfigOption<String> option) {
		if (options.get(CREDENTIALS) == Credentials.AUTO) {
			return null;
		}
		return options.getOptional(option)
			.orElseThrow(() -> new ValidationException(
					"'%s' must be given with '%s' = 'BASIC' but was not".formatted(option.key(), CREDENTIALS.key())));
	}

	static StartingPosition startingPosition(ReadableConfig options) {
		return switch (options.get(INIT_POSITION)) {
			case LATEST -> StartingPosition.LATEST;
			case TRIM_HORIZON -> StartingPosition.TRIM_HORIZON;
			case AT_TIMESTAMP ->
				StartingPosition.atTimestamp(timestamp(options.getOptional(INIT_TIMESTAMP).orElse("")));
		};
	}

	private static Instant timestamp(String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			throw new ValidationException(
					"'%s' must be a moment such as 2026-11-23T09:00:00.000+01:00 with '%s' = 'AT_TIMESTAMP' but was '%s'"
						.formatted(INIT_TIMESTAMP.key(), INIT_POSITION.key(), text),
					ex);
		}
	}

	static double shardRate(ReadableConfig options) {
		String text = options.get(SHARD_RATE);
		try {
			return text.toLowerCase(Locale.ROOT).equals("unlimited") ? Double.POSITIVE_INFINITY
					: Double.parseDouble(text);
		}
		catch (NumberFormatException ex) {
			throw new ValidationException(
					"'%s' must be a number or 'unlimited' but was '%s'".formatted(SHARD_RATE.key(), text), ex);
		}
	}

	/** Where credentials come from. */
	enum Credentials {

		/** Where the AWS SDK finds them. */
		AUTO,

		/** From the options. */
		BASIC

	}

	/** How records come. */
	enum ReaderType {

		/** Asked for. */
		POLLING,

		/** Pushed to a registered consumer. */
		EFO

	}

	/** How partition keys are chosen where the table is not partitioned. */
	enum Partitioner {

		/** Each row has a key of its own. */
		RANDOM,

		/** All rows of a writer have one key. */
		FIXED

	}

}
