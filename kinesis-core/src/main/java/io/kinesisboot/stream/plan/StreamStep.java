package io.kinesisboot.stream.plan;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.ScalingType;

/**
 * One change of a stream, which is one call. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface StreamStep {

	/**
	 * Which action of the service it is, and which permission it needs.
	 * @return the action's name, such as {@code UpdateShardCount}
	 */
	String action();

	/**
	 * Whether it takes something away.
	 * @return whether shards, records, encryption or the like are lost by it
	 */
	default boolean reduces() {
		return false;
	}

	/**
	 * Whether it belongs to the making of a stream, since CreateStream cannot do it.
	 * @return whether a new stream may need it
	 */
	default boolean completes() {
		return false;
	}

	/**
	 * Makes the call.
	 * @param kinesis the client
	 * @param streamArn the stream's ARN, which the creation does not look at
	 * @return the answer, which comes before the stream is as it shall be
	 */
	CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn);

	/**
	 * The stream comes to be.
	 *
	 * @param name its name
	 * @param mode its mode
	 * @param shards how many shards it has, or null in on-demand mode
	 * @param maxRecordKibibytes how large its records may be, or null
	 * @param tags its tags
	 */
	record Create(String name, CapacityMode mode, @Nullable Integer shards, @Nullable Integer maxRecordKibibytes,
			Map<String, String> tags) implements StreamStep {

		@Override
		public String action() {
			return "CreateStream";
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.createStream((request) -> request.streamName(this.name)
				.streamModeDetails(this.mode.details())
				.shardCount(this.shards)
				.maxRecordSizeInKiB(this.maxRecordKibibytes)
				.tags(this.tags.isEmpty() ? null : this.tags));
		}

		@Override
		public String toString() {
			return action() + ", " + this.mode + ((this.shards != null) ? ", shards: " + this.shards : "")
					+ ((this.maxRecordKibibytes != null) ? ", records up to " + this.maxRecordKibibytes + " KiB" : "")
					+ (this.tags.isEmpty() ? "" : ", tags " + this.tags);
		}

	}

	/**
	 * The stream changes its mode, twice in 24 hours at most (UpdateStreamMode limit).
	 *
	 * @param from its mode
	 * @param to its mode then
	 */
	record SwitchMode(CapacityMode from, CapacityMode to) implements StreamStep {

		@Override
		public String action() {
			return "UpdateStreamMode";
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis
				.updateStreamMode((request) -> request.streamARN(streamArn).streamModeDetails(this.to.details()));
		}

		@Override
		public String toString() {
			return "%s from %s to %s".formatted(action(), this.from, this.to);
		}

	}

	/**
	 * All shards become equal parts: twice as many or half as many at most, and ten times
	 * in 24 hours (UpdateShardCount limits).
	 *
	 * @param from how many there are
	 * @param to how many there are then
	 */
	record Scale(int from, int to) implements StreamStep {

		@Override
		public String action() {
			return "UpdateShardCount";
		}

		@Override
		public boolean reduces() {
			return this.to < this.from;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.updateShardCount((request) -> request.streamARN(streamArn)
				.targetShardCount(this.to)
				.scalingType(ScalingType.UNIFORM_SCALING));
		}

		@Override
		public String toString() {
			return "%s from %d to %d".formatted(action(), this.from, this.to);
		}

	}

	/**
	 * Records may have another size.
	 *
	 * @param from how many KiB they may have
	 * @param to how many they may have then
	 */
	record ResizeRecords(int from, int to) implements StreamStep {

		@Override
		public String action() {
			return "UpdateMaxRecordSize";
		}

		@Override
		public boolean reduces() {
			return this.to < this.from;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.updateMaxRecordSize((request) -> request.streamARN(streamArn).maxRecordSizeInKiB(this.to));
		}

		@Override
		public String toString() {
			return "%s from %d KiB to %d KiB".formatted(action(), this.from, this.to);
		}

	}

	/**
	 * Records are kept for another time. Those that are older are deleted.
	 *
	 * @param from for how many hours they are kept
	 * @param to for how many they are kept then
	 */
	record Retain(int from, int to) implements StreamStep {

		@Override
		public String action() {
			return reduces() ? "DecreaseStreamRetentionPeriod" : "IncreaseStreamRetentionPeriod";
		}

		@Override
		public boolean reduces() {
			return this.to < this.from;
		}

		@Override
		public boolean completes() {
			return true;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return reduces()
					? kinesis.decreaseStreamRetentionPeriod(
							(request) -> request.streamARN(streamArn).retentionPeriodHours(this.to))
					: kinesis.increaseStreamRetentionPeriod(
							(request) -> request.streamARN(streamArn).retentionPeriodHours(this.to));
		}

		@Override
		public String toString() {
			return "%s from %d h to %d h".formatted(action(), this.from, this.to);
		}

	}

	/**
	 * Records that follow are encrypted with another key, or for the first time.
	 *
	 * @param from the key, or null if they are not encrypted
	 * @param to the key then
	 */
	record Encrypt(@Nullable String from, String to) implements StreamStep {

		@Override
		public String action() {
			return "StartStreamEncryption";
		}

		@Override
		public boolean completes() {
			return true;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.startStreamEncryption(
					(request) -> request.streamARN(streamArn).encryptionType(EncryptionType.KMS).keyId(this.to));
		}

		@Override
		public String toString() {
			return "%s with %s%s".formatted(action(), this.to, (this.from != null) ? " in place of " + this.from : "");
		}

	}

	/**
	 * Records that follow are not encrypted.
	 *
	 * @param from the key
	 */
	record Decrypt(String from) implements StreamStep {

		@Override
		public String action() {
			return "StopStreamEncryption";
		}

		@Override
		public boolean reduces() {
			return true;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.stopStreamEncryption(
					(request) -> request.streamARN(streamArn).encryptionType(EncryptionType.KMS).keyId(this.from));
		}

		@Override
		public String toString() {
			return "%s with %s".formatted(action(), this.from);
		}

	}

	/**
	 * The stream gets tags, or other values of them.
	 *
	 * @param tags the tags
	 */
	record Tag(Map<String, String> tags) implements StreamStep {

		@Override
		public String action() {
			return "AddTagsToStream";
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis.addTagsToStream((request) -> request.streamARN(streamArn).tags(this.tags));
		}

		@Override
		public String toString() {
			return "%s %s".formatted(action(), this.tags);
		}

	}

	/**
	 * A consumer is registered.
	 *
	 * @param consumer its name
	 */
	record Register(String consumer) implements StreamStep {

		@Override
		public String action() {
			return "RegisterStreamConsumer";
		}

		@Override
		public boolean completes() {
			return true;
		}

		@Override
		public CompletableFuture<?> call(KinesisAsyncClient kinesis, String streamArn) {
			return kinesis
				.registerStreamConsumer((request) -> request.streamARN(streamArn).consumerName(this.consumer));
		}

		@Override
		public String toString() {
			return "%s '%s'".formatted(action(), this.consumer);
		}

	}

}
