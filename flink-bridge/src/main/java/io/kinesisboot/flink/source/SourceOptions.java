package io.kinesisboot.flink.source;

import java.io.Serializable;
import java.time.Duration;

import io.kinesisboot.consumer.RetrievalMode;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is read. Immutable.
 *
 * @param mode how records come
 * @param consumerName the registered consumer, for {@code FAN_OUT}
 * @param lifecycle who registers the consumer
 * @param discoveryInterval the pause between two looks for new shards
 * @param fetchInterval the least time between two reads of a shard
 * @param emptyFetchInterval the pause after a read that found nothing
 * @param maxRecords the most stream records of one read
 */
record SourceOptions(RetrievalMode mode, @Nullable String consumerName, ConsumerLifecycle lifecycle,
		Duration discoveryInterval, Duration fetchInterval, Duration emptyFetchInterval,
		int maxRecords) implements Serializable {

	private static final int SERVICE_MAX_RECORDS = 10_000;

	private static final Duration MIN_INTERVAL = Duration.ofMillis(1);

	private static final Duration MAX_INTERVAL = Duration.ofDays(1);

	SourceOptions {
		if (mode == RetrievalMode.FAN_OUT && (consumerName == null || consumerName.isBlank())) {
			throw new IllegalArgumentException("'consumerName' must be given with FAN_OUT but was " + consumerName);
		}
		check("discoveryInterval", discoveryInterval, MIN_INTERVAL);
		check("fetchInterval", fetchInterval, Duration.ZERO);
		check("emptyFetchInterval", emptyFetchInterval, MIN_INTERVAL);
		if (maxRecords < 1 || maxRecords > SERVICE_MAX_RECORDS) {
			throw new IllegalArgumentException("'maxRecords' must be between 1 and %d (GetRecords limit) but was %d"
				.formatted(SERVICE_MAX_RECORDS, maxRecords));
		}
	}

	private static void check(String name, Duration value, Duration min) {
		if (value.compareTo(min) < 0 || value.compareTo(MAX_INTERVAL) > 0) {
			throw new IllegalArgumentException(
					"'%s' must be between %s and %s but was %s".formatted(name, min, MAX_INTERVAL, value));
		}
	}

}
