package io.kinesisboot.stream.plan;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * How a stream is, as far as somebody says how it shall be. Immutable.
 *
 * @param mode its mode
 * @param shards how many open shards it has
 * @param maxRecordKibibytes how large its records may be
 * @param retentionHours how long it keeps them
 * @param key the key that encrypts them, or null
 * @param tags its tags
 * @param consumers its registered consumers
 */
record StreamState(CapacityMode mode, int shards, int maxRecordKibibytes, int retentionHours, @Nullable String key,
		Map<String, String> tags, List<String> consumers) {

	private static final int DEFAULT_RECORD_KIBIBYTES = 1024;

	private static final int DEFAULT_RETENTION_HOURS = 24;

	/** An on-demand stream begins with four; none of them is asked for. */
	private static final int ON_DEMAND_SHARDS = 4;

	/**
	 * How a stream is when it has just been created.
	 */
	static StreamState of(StreamStep.Create create) {
		Integer shards = create.shards();
		Integer size = create.maxRecordKibibytes();
		return new StreamState(create.mode(), (shards != null) ? shards : ON_DEMAND_SHARDS,
				(size != null) ? size : DEFAULT_RECORD_KIBIBYTES, DEFAULT_RETENTION_HOURS, null, create.tags(),
				List.of());
	}

	static StreamState of(StreamDescriptionSummary description, Map<String, String> tags, List<String> consumers) {
		Integer size = description.maxRecordSizeInKiB();
		return new StreamState(CapacityMode.valueOf(description.streamModeDetails().streamModeAsString()),
				description.openShardCount(), (size != null) ? size : DEFAULT_RECORD_KIBIBYTES,
				description.retentionPeriodHours(),
				(description.encryptionType() == EncryptionType.KMS) ? description.keyId() : null, tags, consumers);
	}

}
