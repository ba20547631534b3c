package io.kinesisboot.capacity;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a stream costs in a month of 730 hours at a constant workload. Immutable.
 *
 * @param mode what it is paid by
 * @param items what the cost is made of
 * @since 0.1.0
 */
public record MonthlyCost(PricingMode mode, List<Item> items) {

	private static final int HOURS = 730;

	private static final double SECONDS = HOURS * 3600.0;

	private static final double GIB = 1024.0 * Workload.MIB;

	private static final double MILLION = 1e6;

	private static final int PUT_UNIT_BYTES = 25 * 1024;

	private static final int KIB = 1024;

	public MonthlyCost {
		items = items.stream().filter((item) -> item.dollars() > 0).toList();
	}

	static MonthlyCost provisioned(Workload workload, int shards, UnitPrices.Provisioned prices) {
		double units = workload.streamRecordsPerSecond() * roundedUp(workload, PUT_UNIT_BYTES);
		int consumers = workload.fanOutConsumers();
		return new MonthlyCost(PricingMode.PROVISIONED,
				List.of(new Item("shards", shards * HOURS * prices.shardHour()),
						new Item("PUT payload units", units * SECONDS / MILLION * prices.millionPutUnits()),
						new Item("fan-out consumers", consumers * shards * HOURS * prices.consumerShardHour()),
						new Item("fan-out data", gib(workload.bytesPerSecond() * consumers) * prices.fanOutGib())));
	}

	static MonthlyCost onDemand(PricingMode mode, Workload workload, UnitPrices.OnDemand prices) {
		double in = workload.streamRecordsPerSecond() * roundedUp(workload, KIB) * KIB;
		double polled = workload.bytesPerSecond() * workload.sharedConsumers();
		double pushed = workload.bytesPerSecond() * workload.fanOutConsumers();
		double minimum = prices.minimumBytesPerSecond();
		return new MonthlyCost(mode,
				List.of(new Item("stream", HOURS * prices.streamHour()), new Item("data in", gib(in) * prices.inGib()),
						new Item("data out", gib(polled) * prices.outGib()),
						new Item("fan-out data", gib(pushed) * prices.fanOutGib()),
						new Item("minimum in", gib(Math.max(0, minimum - in)) * prices.inGib()),
						new Item("minimum out", gib(Math.max(0, minimum - polled - pushed)) * prices.outGib())));
	}

	/** Each record counts as whole units, if all are as large as the mean. */
	private static double roundedUp(Workload workload, int unitBytes) {
		return Math.ceil(workload.streamRecordBytes() / unitBytes);
	}

	private static double gib(double bytesPerSecond) {
		return bytesPerSecond * SECONDS / GIB;
	}

	public double dollars() {
		return this.items.stream().mapToDouble(Item::dollars).sum();
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%-20s %,12.2f  %s", this.mode, dollars(),
				this.items.stream().map(Item::toString).collect(Collectors.joining(", ")));
	}

	/**
	 * A part of a cost.
	 *
	 * @param name what for
	 * @param dollars how much
	 */
	public record Item(String name, double dollars) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%s %,.2f", this.name, this.dollars);
		}

	}

}
