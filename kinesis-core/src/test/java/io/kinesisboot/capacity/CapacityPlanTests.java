package io.kinesisboot.capacity;

import java.time.YearMonth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link CapacityPlan}, with the examples of the manual.
 */
class CapacityPlanTests {

	private static final Workload EXAMPLE = Workload.of(3, 4000);

	@Test
	void sharedReadsOfTheExampleNeedAShardMoreThanItsWrites() {
		ShardNeed need = ShardNeed.of(EXAMPLE.withSharedConsumers(3));
		assertThat(need).isEqualTo(new ShardNeed(4, 5));
		assertThat(need.shards()).isEqualTo(5);
	}

	@Test
	void fanOutOfTheExampleNeedsNoMoreThanItsWrites() {
		ShardNeed need = ShardNeed.of(EXAMPLE.withFanOutConsumers(3));
		assertThat(need).isEqualTo(new ShardNeed(4, 2));
		assertThat(need.shards()).isEqualTo(4);
	}

	@Test
	void aggregatesOfTheExampleAreLimitedByTheirBytesAlone() {
		Workload aggregated = EXAMPLE.withAggregateBytes(50 * 1024);
		assertThat(aggregated.streamRecordsPerSecond()).isCloseTo(61.44, within(0.001));
		assertThat(ShardNeed.of(aggregated).writes()).isEqualTo(3);
	}

	@Test
	void recordsThatAreLargerThanAnAggregateAreNotMultiplied() {
		assertThat(Workload.of(1, 10).withAggregateBytes(1024).streamRecordsPerSecond()).isEqualTo(10);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 1", "1, 1000, 1", "1.001, 1, 2", "0.1, 1001, 2", "7, 7000, 7", "0.1, 2999.5, 3" })
	void writesNeedAShardForEachMebibyteAndThousandRecords(double mib, double records, int shards) {
		assertThat(ShardNeed.of(Workload.of(mib, records)).shards()).isEqualTo(shards);
	}

	@Test
	void provisionedExampleIsPaidByShardsAndPutUnits() {
		MonthlyCost cost = CapacityPlan.of(EXAMPLE.withSharedConsumers(3), UnitPrices.US_EAST_1)
			.cost(PricingMode.PROVISIONED);
		// 5 x 730 h x 0.015, and 4,000 units a second for 2,628,000 s at 0.014 a million
		assertThat(cost.items()).extracting(MonthlyCost.Item::name).containsExactly("shards", "PUT payload units");
		assertThat(cost.dollars()).isCloseTo(54.75 + 147.168, within(0.005));
	}

	@Test
	void provisionedFanOutIsPaidByConsumerShardsAndData() {
		MonthlyCost cost = CapacityPlan.of(EXAMPLE.withFanOutConsumers(3), UnitPrices.US_EAST_1)
			.cost(PricingMode.PROVISIONED);
		// 4 x 730 x 0.015, the units, 12 x 730 x 0.015, and 23,097.66 GiB at 0.013
		assertThat(cost.dollars()).isCloseTo(43.80 + 147.168 + 131.40 + 23_097.66 * 0.013, within(0.01));
	}

	@Test
	void aggregationPaysForFewerPutUnits() {
		MonthlyCost cost = CapacityPlan.of(EXAMPLE.withAggregateBytes(50 * 1024), UnitPrices.US_EAST_1)
			.cost(PricingMode.PROVISIONED);
		// 3 x 730 x 0.015, and 61.44 x 2 units a second
		assertThat(cost.dollars()).isCloseTo(32.85 + 4.52, within(0.01));
	}

	@Test
	void onDemandIsPaidByWholeKibibytesOfEachRecord() {
		MonthlyCost cost = CapacityPlan.of(EXAMPLE.withSharedConsumers(3), UnitPrices.US_EAST_1)
			.cost(PricingMode.ON_DEMAND);
		// 730 x 0.04; 4,000 records of 1 KiB are 10,027.6 GiB in at 0.08... 9 MiB/s out
		// at 0.04
		double in = 4000 * 1024.0 * 2_628_000 / (1L << 30) * 0.08;
		double out = 9 * 2_628_000.0 / 1024 * 0.04;
		assertThat(cost.dollars()).isCloseTo(29.20 + in + out, within(0.01));
	}

	@Test
	void advantageIsPaidForAMinimumAndIsCheapestAboveIt() {
		CapacityPlan small = CapacityPlan.of(EXAMPLE.withSharedConsumers(3), UnitPrices.US_EAST_1);
		MonthlyCost cost = small.cost(PricingMode.ON_DEMAND_ADVANTAGE);
		assertThat(cost.dollars()).isCloseTo(25 * 2_628_000.0 / 1024 * (0.032 + 0.016), within(0.01));
		assertThat(small.costs().get(0).mode()).isEqualTo(PricingMode.PROVISIONED);
		CapacityPlan fanned = CapacityPlan.of(Workload.of(25, 25_600).withFanOutConsumers(10), UnitPrices.US_EAST_1);
		assertThat(fanned.cost(PricingMode.ON_DEMAND_ADVANTAGE).dollars())
			.isLessThan(fanned.cost(PricingMode.ON_DEMAND).dollars() * 0.4);
	}

	@Test
	void pricesCanBeReplaced() {
		UnitPrices mine = new UnitPrices("eu-north-9", YearMonth.of(2030, 1), new UnitPrices.Provisioned(1, 0, 0, 0),
				UnitPrices.US_EAST_1.onDemand(), UnitPrices.US_EAST_1.advantage());
		CapacityPlan plan = CapacityPlan.of(EXAMPLE, mine);
		assertThat(plan.cost(PricingMode.PROVISIONED).dollars()).isEqualTo(4 * 730);
		assertThat(plan.toString()).contains("list prices of eu-north-9 in 2030-01");
	}

	@Test
	void reportIsThatOfTheManual() {
		assertThat(CapacityPlan.of(EXAMPLE.withSharedConsumers(3), UnitPrices.US_EAST_1).toString()).isEqualTo(
				"""
						3.00 MiB/s in 4,000 user records/s, 4,000 stream records/s; 3 polling, 0 fan-out consumers
						Shards: 5 (4 for writes, 5 for reads)
						US dollars a month, list prices of us-east-1 in 2025-11, no other streams in the account:
						  provisioned                201.92  shards 54.75, PUT payload units 147.17
						  on-demand                1,755.11  stream 29.20, data in 802.00, data out 923.91
						  on-demand Advantage      3,079.69  data in 320.80, data out 369.56, minimum in 1,732.32, minimum out 657.00
						""");
	}

	@Test
	void impossibleWorkloadsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Workload.of(-1, 0))
			.withMessage("'bytesPerSecond' must be a rate of at least 0 but was -1048576.0");
		assertThatIllegalArgumentException().isThrownBy(() -> Workload.of(1, Double.NaN))
			.withMessage("'recordsPerSecond' must be a rate of at least 0 but was NaN");
		assertThatIllegalArgumentException().isThrownBy(() -> EXAMPLE.withFanOutConsumers(51))
			.withMessage("'fanOutConsumers' must be between 0 and 50 (RegisterStreamConsumer limit) but was 51");
		assertThatIllegalArgumentException().isThrownBy(() -> EXAMPLE.withAggregateBytes(2 << 20))
			.withMessage(
					"'aggregateBytes' must be between 0 and 1048576 (PutRecords limit by default) but was 2097152");
	}

}
