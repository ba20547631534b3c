package io.kinesisboot.producer;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProducerOptionsTests {

	@Test
	void defaultsAreTheLimitsOfTheServiceForADefaultStream() {
		ProducerOptions options = ProducerOptions.defaults();
		assertThat(options.maxBatchRecords()).isEqualTo(500);
		assertThat(options.maxBatchBytes()).isEqualTo(10 * 1024 * 1024);
		assertThat(options.maxRecordBytes()).isEqualTo(1024 * 1024);
		assertThat(options.maxInFlight()).isEqualTo(64);
		assertThat(options.maxBlock()).isEqualTo(Duration.ofSeconds(60));
		assertThat(options.ordering()).isEqualTo(Ordering.KEY);
		assertThat(options.linger()).isEqualTo(Duration.ofMillis(5));
		assertThat(options.memory()).isEqualTo(Runtime.getRuntime().maxMemory() / 8);
		assertThat(options.shardRate()).isEqualTo(1);
		assertThat(options.aggregation()).isEqualTo(AggregationOptions.ofMaxBytes(256 * 1024));
		assertThat(options.recordTimeToLive()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.backOffBase()).isEqualTo(Duration.ofMillis(50));
		assertThat(options.backOffCap()).isEqualTo(Duration.ofSeconds(2));
	}

	@ParameterizedTest
	@MethodSource("outOfRange")
	void valueOutOfItsRangeIsRefusedByNameRangeAndValue(UnaryOperator<ProducerOptions.Builder> change, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> change.apply(ProducerOptions.builder()).build())
			.withMessage(message);
	}

	static Stream<Arguments> outOfRange() {
		return Stream.of(
				refused((options) -> options.maxBatchRecords(501),
						"'maxBatchRecords' must be between 1 and 500 (PutRecords limit) but was 501"),
				refused((options) -> options.maxRecordBytes(10_485_761),
						"'maxRecordBytes' must be between 1 and 10485760 (PutRecords limit) but was 10485761"),
				refused((options) -> options.maxBatchBytes(1000),
						"'maxBatchBytes' must be between 1048576 and 10485760 "
								+ "('maxRecordBytes' and PutRecords limit) but was 1000"),
				refused((options) -> options.maxInFlight(0), "'maxInFlight' must be between 1 and 10000 but was 0"),
				refused((options) -> options.maxBlock(Duration.ofSeconds(-1)),
						"'maxBlock' must be between PT0S and PT24H but was PT-1S"),
				refused((options) -> options.aggregation(AggregationOptions.disabled()).deduplicationIds(true),
						"'deduplicationIds' must be false without 'aggregation', whose tags carry them, but was true"),
				refused((options) -> options.linger(Duration.ofMinutes(2)),
						"'linger' must be between PT0S and PT15S (half of 'recordTimeToLive') but was PT2M"),
				refused((options) -> options.memory(1024),
						"'memory' must be between 2097152 and 9223372036854775807 but was 1024"),
				refused((options) -> options.shardRate(0), "'shardRate' must be between 0.01 and 1000.0 but was 0.0"),
				refused((options) -> options.shardRate(Double.NaN),
						"'shardRate' must be between 0.01 and 1000.0 but was NaN"),
				refused((options) -> options.aggregation(AggregationOptions.ofMaxBytes(100)),
						"'maxBytes' must be between 1024 and 1048576 but was 100"),
				refused((options) -> options.aggregation(new AggregationOptions(true, 1024, 0)),
						"'maxRecords' must be between 1 and 1000000 but was 0"),
				refused((options) -> options.recordTimeToLive(Duration.ZERO),
						"'recordTimeToLive' must be between PT0.001S and PT24H but was PT0S"),
				refused((options) -> options.backOffBase(Duration.ZERO),
						"'backOffBase' must be between PT0.001S and PT24H but was PT0S"),
				refused((options) -> options.backOffCap(Duration.ofMillis(1)),
						"'backOffCap' must be between PT0.05S and PT24H ('backOffBase' and a day) but was PT0.001S"));
	}

	private static Arguments refused(UnaryOperator<ProducerOptions.Builder> change, String message) {
		return Arguments.of(change, message);
	}

}
