package io.kinesisboot.capacity;

/**
 * What goes into a stream and who reads it, at the peak that it is planned for.
 * Immutable.
 *
 * @param bytesPerSecond how many bytes of data and partition keys are written in a second
 * @param recordsPerSecond how many user records these are
 * @param aggregateBytes how many bytes of user records one stream record holds, 1 MiB at
 * most; 0 if each user record is a stream record of its own
 * @param sharedConsumers how many applications poll the stream, and share what a shard
 * gives by GetRecords
 * @param fanOutConsumers how many registered consumers read it by SubscribeToShard, 50 at
 * most (RegisterStreamConsumer limit)
 * @since 0.1.0
 */
public record Workload(double bytesPerSecond, double recordsPerSecond, int aggregateBytes, int sharedConsumers,
		int fanOutConsumers) {

	static final int MIB = 1024 * 1024;

	private static final int MAX_FAN_OUT_CONSUMERS = 50;

	public Workload {
		requireRate("bytesPerSecond", bytesPerSecond);
		requireRate("recordsPerSecond", recordsPerSecond);
		require("aggregateBytes", aggregateBytes, MIB, " (PutRecords limit by default)");
		require("sharedConsumers", sharedConsumers, Integer.MAX_VALUE, "");
		require("fanOutConsumers", fanOutConsumers, MAX_FAN_OUT_CONSUMERS, " (RegisterStreamConsumer limit)");
	}

	private static void requireRate(String name, double value) {
		if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
			throw new IllegalArgumentException("'%s' must be a rate of at least 0 but was %s".formatted(name, value));
		}
	}

	private static void require(String name, int value, int max, String reason) {
		if (value < 0 || value > max) {
			throw new IllegalArgumentException(
					"'%s' must be between 0 and %d%s but was %d".formatted(name, max, reason, value));
		}
	}

	/**
	 * A workload that nobody reads, without aggregation.
	 * @param mibPerSecond how many MiB are written in a second
	 * @param recordsPerSecond how many records these are
	 * @return the workload
	 */
	public static Workload of(double mibPerSecond, double recordsPerSecond) {
		return new Workload(mibPerSecond * MIB, recordsPerSecond, 0, 0, 0);
	}

	public Workload withAggregateBytes(int aggregateBytes) {
		return new Workload(this.bytesPerSecond, this.recordsPerSecond, aggregateBytes, this.sharedConsumers,
				this.fanOutConsumers);
	}

	public Workload withSharedConsumers(int sharedConsumers) {
		return new Workload(this.bytesPerSecond, this.recordsPerSecond, this.aggregateBytes, sharedConsumers,
				this.fanOutConsumers);
	}

	public Workload withFanOutConsumers(int fanOutConsumers) {
		return new Workload(this.bytesPerSecond, this.recordsPerSecond, this.aggregateBytes, this.sharedConsumers,
				fanOutConsumers);
	}

	/**
	 * How many stream records the user records become, which is what the service counts.
	 * Aggregates are taken to be full.
	 * @return the stream records of a second
	 */
	public double streamRecordsPerSecond() {
		return (this.aggregateBytes > 0) ? Math.min(this.recordsPerSecond, this.bytesPerSecond / this.aggregateBytes)
				: this.recordsPerSecond;
	}

	/**
	 * The mean size of a stream record.
	 * @return its bytes, 0 if there is none
	 */
	double streamRecordBytes() {
		double records = streamRecordsPerSecond();
		return (records > 0) ? this.bytesPerSecond / records : 0;
	}

}
