package io.kinesisboot.capacity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shards that a workload needs and what they cost, in each mode. Immutable.
 *
 * @param workload the workload
 * @param need the shards of a provisioned stream
 * @param prices the prices
 * @param costs what it costs in each mode, the cheapest first
 * @since 0.1.0
 */
public record CapacityPlan(Workload workload, ShardNeed need, UnitPrices prices, List<MonthlyCost> costs) {

	public CapacityPlan {
		costs = List.copyOf(costs);
	}

	/**
	 * Plans for a workload.
	 * @param workload the workload, which is taken to last for the whole month
	 * @param prices the prices
	 * @return the plan
	 */
	public static CapacityPlan of(Workload workload, UnitPrices prices) {
		ShardNeed need = ShardNeed.of(workload);
		List<MonthlyCost> costs = Stream
			.of(MonthlyCost.provisioned(workload, need.shards(), prices.provisioned()),
					MonthlyCost.onDemand(PricingMode.ON_DEMAND, workload, prices.onDemand()),
					MonthlyCost.onDemand(PricingMode.ON_DEMAND_ADVANTAGE, workload, prices.advantage()))
			.sorted(Comparator.comparingDouble(MonthlyCost::dollars))
			.toList();
		return new CapacityPlan(workload, need, prices, costs);
	}

	/**
	 * What it costs in a mode.
	 * @param mode the mode
	 * @return the cost of a month
	 */
	public MonthlyCost cost(PricingMode mode) {
		return this.costs.stream().filter((cost) -> cost.mode() == mode).findAny().orElseThrow();
	}

	/**
	 * Writes the plan for a reader.
	 * @return several lines of text
	 */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, """
				%.2f MiB/s in %,.0f user records/s, %,.0f stream records/s; %d polling, %d fan-out consumers
				Shards: %d (%d for writes, %d for reads)
				US dollars a month, list prices of %s in %s, no other streams in the account:
				%s
				""", this.workload.bytesPerSecond() / Workload.MIB, this.workload.recordsPerSecond(),
				this.workload.streamRecordsPerSecond(), this.workload.sharedConsumers(),
				this.workload.fanOutConsumers(), this.need.shards(), this.need.writes(), this.need.reads(),
				this.prices.region(), this.prices.asOf(),
				this.costs.stream().map((cost) -> "  " + cost).collect(Collectors.joining("\n")));
	}

}
