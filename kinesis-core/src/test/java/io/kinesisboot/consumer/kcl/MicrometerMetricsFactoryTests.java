package io.kinesisboot.consumer.kcl;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.MetricsScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerMetricsFactory}.
 */
class MicrometerMetricsFactoryTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerMetricsFactory factory = new MicrometerMetricsFactory(this.registry, "billing");

	@Test
	void figuresHaveTheTagsOfTheirOperationWheneverItIsToldWhichThatIs() {
		MetricsScope scope = this.factory.createMetrics();
		scope.addData("RenewLease.Time", 12.5, StandardUnit.MILLISECONDS, MetricsLevel.DETAILED);
		scope.addDimension("Operation", "RenewAllLeases");
		scope.addDimension("ShardId", "shardId-000000000000");
		scope.addData("KinesisDataFetcher.Bytes", 500, StandardUnit.BYTES);
		scope.addData("RecordsProcessed", 5, StandardUnit.COUNT);
		assertThat(this.registry.getMeters()).isEmpty();
		scope.end();
		String[] tags = { "application", "billing", "operation", "RenewAllLeases" };
		Timer time = this.registry.get("kinesis.kcl.renew.lease.time").tags(tags).timer();
		assertThat(time.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(12_500);
		assertThat(time.getId().getTag("shard")).isNull();
		DistributionSummary bytes = this.registry.get("kinesis.kcl.kinesis.data.fetcher.bytes").tags(tags).summary();
		assertThat(bytes.totalAmount()).isEqualTo(500);
		assertThat(bytes.getId().getBaseUnit()).isEqualTo("bytes");
		assertThat(this.registry.get("kinesis.kcl.records.processed").tags(tags).summary().max()).isEqualTo(5);
	}

	@Test
	void figureOfEachRecordIsLeftOut() {
		MetricsScope scope = this.factory.createMetrics();
		scope.addData("DataBytesProcessed", 500, StandardUnit.BYTES, MetricsLevel.SUMMARY);
		scope.end();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void figuresOfNoOperationHaveTheSameTagsAsTheOthers() {
		MetricsScope scope = this.factory.createMetrics();
		scope.addData("CurrentState:MIGRATION_3x", 1, StandardUnit.COUNT);
		scope.end();
		assertThat(
				this.registry.get("kinesis.kcl.current.state.migration.3x").tag("operation", "none").summary().count())
			.isEqualTo(1);
	}

}
