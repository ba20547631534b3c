package io.kinesisboot.embedded.conformance;

import java.util.List;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is set of streams and of the account.
 */
class SettingsConformanceTests extends ConformanceSupport {

	private static final int MEBIBYTE = 1024 * 1024;

	@Test
	void retentionIsIncreasedAndDecreased() {
		createStream(1);
		client().increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(48));
		awaitActive();
		assertThat(summary().retentionPeriodHours()).isEqualTo(48);
		client().decreaseStreamRetentionPeriod((request) -> request.streamARN(arn()).retentionPeriodHours(24));
		awaitActive();
		assertThat(summary().retentionPeriodHours()).isEqualTo(24);
	}

	@Test
	void retentionGoesOnlyTheWayTheCallSays() {
		createStream(1);
		client().increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(48));
		awaitActive();
		refused(InvalidArgumentException.class, () -> client()
			.increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(47)));
		refused(InvalidArgumentException.class, () -> client()
			.decreaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(49)));
		assertThat(summary().retentionPeriodHours()).isEqualTo(48);
	}

	@Test
	void retentionIsADayToAYear() {
		createStream(1);
		client().increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(8760));
		awaitActive();
		refused(InvalidArgumentException.class, () -> client()
			.increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(8761)));
		refused(InvalidArgumentException.class, () -> client()
			.decreaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(23)));
	}

	@Test
	void modeIsChanged() {
		createStream(1);
		client().updateStreamMode((request) -> request.streamARN(arn())
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND)));
		awaitActive();
		assertThat(summary().streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
		client().updateStreamMode((request) -> request.streamARN(arn())
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.PROVISIONED)));
		awaitActive();
		assertThat(summary().streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
	}

	@Test
	void encryptionIsStartedAndStopped() {
		createStream(1);
		String key = "alias/aws/kinesis";
		client().startStreamEncryption(
				(request) -> request.streamName(stream()).encryptionType(EncryptionType.KMS).keyId(key));
		awaitActive();
		assertThat(summary().encryptionType()).isEqualTo(EncryptionType.KMS);
		assertThat(summary().keyId()).isEqualTo(key);
		assertThat(put("secret").encryptionType()).isEqualTo(EncryptionType.KMS);
		PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
			.partitionKey("key")
			.data(SdkBytes.fromUtf8String("x"))
			.build();
		assertThat(client().putRecords((request) -> request.streamName(stream()).records(entry)).encryptionType())
			.isEqualTo(EncryptionType.KMS);
		client()
			.stopStreamEncryption((request) -> request.streamARN(arn()).encryptionType(EncryptionType.KMS).keyId(key));
		awaitActive();
		assertThat(summary().encryptionType()).isEqualTo(EncryptionType.NONE);
		assertThat(summary().keyId()).isNull();
		put("open");
		assertThat(read(SHARD_0)).extracting((record) -> record.encryptionType() == EncryptionType.KMS)
			.containsExactly(true, true, false);
	}

	@Test
	void encryptionIsByKms() {
		createStream(1);
		refused(InvalidArgumentException.class,
				() -> client().startStreamEncryption((request) -> request.streamName(stream())
					.encryptionType(EncryptionType.NONE)
					.keyId("alias/aws/kinesis")));
	}

	@Test
	void metricsOfShardsAreEnabledAndDisabled() {
		createStream(1);
		EnableEnhancedMonitoringResponse enabled = client()
			.enableEnhancedMonitoring((request) -> request.streamName(stream())
				.shardLevelMetrics(MetricsName.INCOMING_BYTES, MetricsName.OUTGOING_BYTES));
		assertThat(enabled.streamName()).isEqualTo(stream());
		assertThat(enabled.streamARN()).isEqualTo(arn());
		assertThat(enabled.currentShardLevelMetrics()).isEmpty();
		assertThat(enabled.desiredShardLevelMetrics()).containsExactlyInAnyOrder(MetricsName.INCOMING_BYTES,
				MetricsName.OUTGOING_BYTES);
		awaitActive();
		DisableEnhancedMonitoringResponse disabled = client().disableEnhancedMonitoring(
				(request) -> request.streamARN(arn()).shardLevelMetrics(MetricsName.INCOMING_BYTES));
		assertThat(disabled.currentShardLevelMetrics()).hasSize(2);
		assertThat(disabled.desiredShardLevelMetrics()).containsExactly(MetricsName.OUTGOING_BYTES);
		awaitActive();
		assertThat(metrics()).containsExactly(MetricsName.OUTGOING_BYTES);
	}

	@Test
	void allMetricsOfShardsAreEnabledAndDisabledAtOnce() {
		createStream(1);
		client().enableEnhancedMonitoring((request) -> request.streamName(stream()).shardLevelMetrics(MetricsName.ALL));
		awaitActive();
		assertThat(metrics()).contains(MetricsName.ITERATOR_AGE_MILLISECONDS, MetricsName.INCOMING_RECORDS);
		client()
			.disableEnhancedMonitoring((request) -> request.streamName(stream()).shardLevelMetrics(MetricsName.ALL));
		awaitActive();
		assertThat(metrics()).isEmpty();
	}

	private List<MetricsName> metrics() {
		return summary().enhancedMonitoring()
			.stream()
			.map(EnhancedMetrics::shardLevelMetrics)
			.flatMap(List::stream)
			.toList();
	}

	@Test
	void limitsCountTheAccountsShardsAndStreams() {
		DescribeLimitsResponse before = limits();
		createStream(3);
		split(SHARD_0, "1000");
		client().createStream((request) -> request.streamName(stream() + "-2")
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND)));
		deleteLater(stream() + "-2");
		awaitActive(stream() + "-2");
		DescribeLimitsResponse after = limits();
		assertThat(after.shardLimit()).isGreaterThanOrEqualTo(after.openShardCount());
		assertThat(after.onDemandStreamCount()).isEqualTo(before.onDemandStreamCount() + 1);
		assertThat(after.onDemandStreamCountLimit()).isGreaterThanOrEqualTo(after.onDemandStreamCount());
		assertThat(after.openShardCount()).isGreaterThanOrEqualTo(before.openShardCount() + 4);
	}

	private static DescribeLimitsResponse limits() {
		return client().describeLimits((request) -> {
		});
	}

	@Test
	void recordSizeIsSetFromOneToTenMebibytes() {
		createStream(1);
		assertThat(client().updateMaxRecordSize((request) -> request.streamARN(arn()).maxRecordSizeInKiB(10240)))
			.isNotNull();
		awaitActive();
		assertThat(summary().maxRecordSizeInKiB()).isEqualTo(10240);
		client().putRecord((request) -> request.streamName(stream())
			.partitionKey("key")
			.data(SdkBytes.fromByteArray(new byte[2 * MEBIBYTE])));
		assertThat(read(SHARD_0)).singleElement()
			.satisfies((record) -> assertThat(record.data().asByteArrayUnsafe()).hasSize(2 * MEBIBYTE));
		refusedByTheModel(
				() -> client().updateMaxRecordSize((request) -> request.streamARN(arn()).maxRecordSizeInKiB(10241)));
		refusedByTheModel(
				() -> client().updateMaxRecordSize((request) -> request.streamARN(arn()).maxRecordSizeInKiB(1023)));
	}

	@Test
	void streamIsCreatedForLargeRecords() {
		client().createStream((request) -> request.streamName(stream()).shardCount(1).maxRecordSizeInKiB(2048));
		deleteLater(stream());
		awaitActive();
		assertThat(summary().maxRecordSizeInKiB()).isEqualTo(2048);
		client().putRecord((request) -> request.streamName(stream())
			.partitionKey("key")
			.data(SdkBytes.fromByteArray(new byte[2 * MEBIBYTE - 3])));
		assertThatExceptionOfType(KinesisException.class)
			.isThrownBy(() -> client().putRecord((request) -> request.streamName(stream())
				.partitionKey("key")
				.data(SdkBytes.fromByteArray(new byte[2 * MEBIBYTE + 1]))))
			.satisfies((refusal) -> assertThat(refusal.statusCode()).isEqualTo(400));
	}

	@Test
	void accountIsCommittedToAMinimumOfThroughput() {
		client().updateAccountSettings((request) -> request.minimumThroughputBillingCommitment(
				(commitment) -> commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED)));
		MinimumThroughputBillingCommitmentOutput commitment = commitment();
		assertThat(commitment.status()).isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED);
		assertThat(commitment.startedAt()).isNotNull();
		assertThat(commitment.endedAt()).isNull();
		client().updateAccountSettings((request) -> request.minimumThroughputBillingCommitment(
				(change) -> change.status(MinimumThroughputBillingCommitmentInputStatus.DISABLED)));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"a commitment that is disabled before its 24 hours are over ends then "
							+ "(MinimumThroughputBillingCommitmentInput); kinesis-local ends it at once")
			.check(() -> assertThat(commitment()).satisfies((ending) -> {
				assertThat(ending).isNotNull();
				assertThat(ending.status())
					.isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED_UNTIL_EARLIEST_ALLOWED_END);
				assertThat(ending.earliestAllowedEndAt()).isEqualTo(commitment.startedAt().plusSeconds(86_400));
			}), () -> assertThat(commitment()).isNull());
	}

	private static MinimumThroughputBillingCommitmentOutput commitment() {
		return client().describeAccountSettings((request) -> {
		}).minimumThroughputBillingCommitment();
	}

	@Test
	void warmThroughputIsForStreamsOnDemand() {
		client().updateAccountSettings((request) -> request.minimumThroughputBillingCommitment(
				(commitment) -> commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED)));
		client().createStream((request) -> request.streamName(stream())
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND)));
		deleteLater(stream());
		awaitActive();
		assertThat(client().updateStreamWarmThroughput((request) -> request.streamARN(arn()).warmThroughputMiBps(10))
			.warmThroughput()
			.targetMiBps()).isEqualTo(10);
		awaitActive();
		assertThat(summary().warmThroughput().targetMiBps()).isEqualTo(10);
		createStream(stream() + "-provisioned", 1);
		assertThatExceptionOfType(KinesisException.class)
			.isThrownBy(() -> client().updateStreamWarmThroughput(
					(request) -> request.streamName(stream() + "-provisioned").warmThroughputMiBps(10)))
			.satisfies((refusal) -> assertThat(refusal.statusCode()).isEqualTo(400));
	}

}
