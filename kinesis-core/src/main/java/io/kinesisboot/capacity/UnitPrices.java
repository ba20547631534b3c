package io.kinesisboot.capacity;

import java.time.YearMonth;

/**
 * A table of list prices in US dollars, without taxes, free tiers and what is paid for
 * retention beyond a day. Immutable.
 *
 * @param region the region they hold in
 * @param asOf when they held
 * @param provisioned what provisioned streams cost
 * @param onDemand what on-demand streams cost
 * @param advantage what they cost in an account with On-demand Advantage
 * @since 0.1.0
 */
public record UnitPrices(String region, YearMonth asOf, Provisioned provisioned, OnDemand onDemand,
		OnDemand advantage) {

	private static final double ADVANTAGE_MINIMUM = 25.0 * Workload.MIB;

	/**
	 * The prices of us-east-1 in November 2025. Prices change and differ by region: make
	 * a table of your own from the service's page of prices before you decide by it.
	 */
	public static final UnitPrices US_EAST_1 = new UnitPrices("us-east-1", YearMonth.of(2025, 11),
			new Provisioned(0.015, 0.014, 0.015, 0.013), new OnDemand(0.04, 0.08, 0.04, 0.05, 0),
			new OnDemand(0, 0.032, 0.016, 0.016, ADVANTAGE_MINIMUM));

	/**
	 * Prices of provisioned streams.
	 *
	 * @param shardHour an open shard for an hour
	 * @param millionPutUnits a million PUT payload units, into which each stream record
	 * is counted by 25 KB that it begins
	 * @param consumerShardHour a shard for an hour that a registered consumer reads
	 * @param fanOutGib a GiB that a registered consumer gets
	 */
	public record Provisioned(double shardHour, double millionPutUnits, double consumerShardHour, double fanOutGib) {

	}

	/**
	 * Prices of on-demand streams.
	 *
	 * @param streamHour a stream for an hour
	 * @param inGib a GiB that is written, each stream record rounded up to a KiB
	 * @param outGib a GiB that is polled
	 * @param fanOutGib a GiB that a registered consumer gets
	 * @param minimumBytesPerSecond what the account pays for at least, both in and out;
	 * its other streams count towards it
	 */
	public record OnDemand(double streamHour, double inGib, double outGib, double fanOutGib,
			double minimumBytesPerSecond) {

	}

}
