package io.kinesisboot.embedded.stream;

import java.util.List;
import java.util.function.Predicate;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a stream can change beside its shards. Immutable.
 *
 * @param maxRecordKibibytes how large a record may be, its partition key included
 * @param keyId the KMS key that encrypts the records, or null if they are not encrypted
 * @param shardLevelMetrics the names of the metrics that are counted for each shard, in
 * the order of {@link #SHARD_LEVEL_METRICS}
 * @since 0.1.0
 */
public record StreamSettings(int maxRecordKibibytes, @Nullable String keyId, List<String> shardLevelMetrics) {

	/** What the service sets unless told otherwise. */
	public static final StreamSettings DEFAULT = new StreamSettings(1024, null, List.of());

	/** The names of all metrics that there are. */
	public static final List<String> SHARD_LEVEL_METRICS = List.of("IncomingBytes", "IncomingRecords", "OutgoingBytes",
			"OutgoingRecords", "WriteProvisionedThroughputExceeded", "ReadProvisionedThroughputExceeded",
			"IteratorAgeMilliseconds");

	public StreamSettings withMaxRecordKibibytes(int kibibytes) {
		return new StreamSettings(kibibytes, this.keyId, this.shardLevelMetrics);
	}

	public StreamSettings withKeyId(@Nullable String id) {
		return new StreamSettings(this.maxRecordKibibytes, id, this.shardLevelMetrics);
	}

	public StreamSettings withMetrics(List<String> names) {
		return withOnly((metric) -> this.shardLevelMetrics.contains(metric) || names.contains(metric));
	}

	public StreamSettings withoutMetrics(List<String> names) {
		return withOnly((metric) -> this.shardLevelMetrics.contains(metric) && !names.contains(metric));
	}

	private StreamSettings withOnly(Predicate<String> metrics) {
		return new StreamSettings(this.maxRecordKibibytes, this.keyId,
				SHARD_LEVEL_METRICS.stream().filter(metrics).toList());
	}

	public int maxRecordBytes() {
		return this.maxRecordKibibytes * 1024;
	}

	public boolean encrypted() {
		return this.keyId != null;
	}

	void writeTo(AnswerWriter out) {
		out.objects("EnhancedMonitoring", List.of(this.shardLevelMetrics),
				(metrics, names) -> metrics.texts("ShardLevelMetrics", names));
		out.text("EncryptionType", encrypted() ? "KMS" : "NONE");
		out.text("KeyId", this.keyId);
	}

}
