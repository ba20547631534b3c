package io.kinesisboot.stream.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How a stream shall be. What is null or empty is left to the service for a new stream,
 * and to whoever set it for one that exists. Immutable.
 *
 * @param name the stream's name
 * @param mode who decides how many shards it has
 * @param shards how many shards it has in provisioned mode, 1 to 10,000; 1 for a new
 * stream if null
 * @param resharded whether others change the number of shards, so that it counts for a
 * new stream only
 * @param maxRecordBytes how large a record may be, 1 to 10 MiB (UpdateMaxRecordSize
 * limit), in whole KiB
 * @param retention how long records are kept, 24 to 8,760 hours
 * (IncreaseStreamRetentionPeriod limit), in whole hours
 * @param encryption id, ARN or alias ({@code alias/...}) of the KMS key that encrypts the
 * records, or {@link #UNENCRYPTED}
 * @param tags tags that it has, 50 at most; others are left alone
 * @param consumers names of consumers that are registered, 50 at most
 * (RegisterStreamConsumer limit); others are left alone
 * @since 0.1.0
 */
public record StreamSpec(String name, @Nullable CapacityMode mode, @Nullable Integer shards, boolean resharded,
		@Nullable Long maxRecordBytes, @Nullable Duration retention, @Nullable String encryption,
		Map<String, String> tags, List<String> consumers) {

	/** Stands for no encryption in place of a key. */
	public static final String UNENCRYPTED = "none";

	static final int KIB = 1024;

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

	private static final int MAX_SHARDS = 10_000;

	private static final int MIN_RECORD_BYTES = 1024 * KIB;

	private static final int MAX_RECORD_BYTES = 10 * 1024 * KIB;

	private static final Duration MIN_RETENTION = Duration.ofHours(24);

	private static final Duration MAX_RETENTION = Duration.ofHours(8760);

	private static final int MAX_TAGS = 50;

	private static final int MAX_CONSUMERS = 50;

	public StreamSpec {
		tags = Map.copyOf(tags);
		consumers = List.copyOf(consumers);
		require(NAME.matcher(name).matches(),
				"The name of a stream must be %s (CreateStream limit) but was '%s'".formatted(NAME, name));
		require(shards == null || (shards >= 1 && shards <= MAX_SHARDS),
				"'shards' must be between 1 and %d (CreateStream limit) but was %s".formatted(MAX_SHARDS, shards));
		require(shards == null || mode != CapacityMode.ON_DEMAND,
				"'shards' must not be set in the mode 'on-demand', where the service decides, but was " + shards);
		require(maxRecordBytes == null || (maxRecordBytes >= MIN_RECORD_BYTES && maxRecordBytes <= MAX_RECORD_BYTES
				&& maxRecordBytes % KIB == 0),
				"'maxRecordSize' must be between 1MB and 10MB (UpdateMaxRecordSize limit), in whole KB, but was %s B"
					.formatted(maxRecordBytes));
		require(retention == null || (retention.compareTo(MIN_RETENTION) >= 0 && retention.compareTo(MAX_RETENTION) <= 0
				&& retention.equals(Duration.ofHours(retention.toHours()))),
				"'retention' must be between 24h and 8760h (IncreaseStreamRetentionPeriod limit), in whole hours, but was "
						+ retention);
		require(encryption == null || !encryption.isBlank(),
				"'encryption' must be the id, ARN or alias of a key or '" + UNENCRYPTED + "' but was blank");
		require(tags.size() <= MAX_TAGS,
				"'tags' must be at most %d (AddTagsToStream limit) but were %d".formatted(MAX_TAGS, tags.size()));
		require(consumers.size() <= MAX_CONSUMERS,
				"'consumers' must be at most %d (RegisterStreamConsumer limit) but were %d".formatted(MAX_CONSUMERS,
						consumers.size()));
		require(consumers.stream().allMatch((consumer) -> NAME.matcher(consumer).matches()),
				"The names of 'consumers' must be %s (RegisterStreamConsumer limit) but were %s".formatted(NAME,
						consumers));
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * A stream that has nothing of its own but its shards.
	 * @param name its name
	 * @param shards how many shards it has
	 * @return how it shall be
	 */
	public static StreamSpec of(String name, int shards) {
		return new StreamSpec(name, null, shards, false, null, null, null, Map.of(), List.of());
	}

	Map<String, String> sortedTags() {
		return new TreeMap<>(this.tags);
	}

}
