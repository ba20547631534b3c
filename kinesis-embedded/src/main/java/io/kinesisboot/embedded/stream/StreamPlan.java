package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.util.Map;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * What a new stream is to be like. Immutable.
 *
 * @param mode who decides how many shards it has
 * @param shardCount how many it has at first
 * @param warmThroughput how many MiB each second it is kept ready for, or null
 * @param settings what its owner can change later
 * @param tags its tags
 * @param creationTime how long it takes to create it
 * @since 0.1.0
 */
public record StreamPlan(CapacityMode mode, int shardCount, @Nullable Integer warmThroughput, StreamSettings settings,
		Map<String, String> tags, Duration creationTime) {

	private static final int MAX_WARM_THROUGHPUT = 10 * 1024;

	/**
	 * Creates a plan.
	 * @throws AwsError if the service would not
	 */
	public StreamPlan {
		requireAllowed(mode, warmThroughput);
		tags = Map.copyOf(tags);
		shardCount = (warmThroughput != null) ? Math.max(shardCount, warmThroughput) : shardCount;
	}

	/**
	 * A provisioned stream that is active at once.
	 * @param shardCount how many shards it has
	 * @return the plan
	 */
	public static StreamPlan provisioned(int shardCount) {
		return new StreamPlan(CapacityMode.PROVISIONED, shardCount, null, StreamSettings.DEFAULT, Map.of(),
				Duration.ZERO);
	}

	static void requireAllowed(CapacityMode mode, @Nullable Integer warmThroughput) {
		if (warmThroughput == null) {
			return;
		}
		if (mode == CapacityMode.PROVISIONED) {
			throw KinesisErrors.invalidArgument("WarmThroughputMiBps is only valid for on-demand streams");
		}
		if (warmThroughput > MAX_WARM_THROUGHPUT) {
			throw KinesisErrors.limitExceeded("WarmThroughputMiBps cannot be greater than %d but was %d"
				.formatted(MAX_WARM_THROUGHPUT, warmThroughput));
		}
	}

}
