package io.kinesisboot.capacity;

/**
 * How many shards a workload needs, if it is spread evenly over them. A shard takes 1 MiB
 * and 1,000 stream records in a second, gives 2 MiB a second to all who poll it, and 2
 * MiB a second to each registered consumer. Immutable.
 *
 * @param writes how many for what is written
 * @param reads how many for what is read
 * @since 0.1.0
 */
public record ShardNeed(int writes, int reads) {

	/** How many bytes a shard takes in a second. */
	public static final int WRITE_BYTES = Workload.MIB;

	/** How many stream records a shard takes in a second. */
	public static final int WRITE_RECORDS = 1000;

	/** How many bytes a shard gives in a second, to all who poll or to each consumer. */
	public static final int READ_BYTES = 2 * Workload.MIB;

	/** What is added by the rounding of a division shall not cost a shard. */
	private static final double ROUNDING = 1e-9;

	/**
	 * Computes the need of a workload.
	 * @param workload the workload
	 * @return the shards it needs
	 */
	public static ShardNeed of(Workload workload) {
		double in = workload.bytesPerSecond();
		int writes = Math.max(shards(in, WRITE_BYTES), shards(workload.streamRecordsPerSecond(), WRITE_RECORDS));
		int polled = shards(in * workload.sharedConsumers(), READ_BYTES);
		int pushed = (workload.fanOutConsumers() > 0) ? shards(in, READ_BYTES) : 0;
		return new ShardNeed(Math.max(1, writes), Math.max(polled, pushed));
	}

	private static int shards(double perSecond, int perShard) {
		return (int) Math.ceil(perSecond / perShard - ROUNDING);
	}

	/**
	 * How many it needs in all.
	 * @return the shards for writes or those for reads, whichever are more
	 */
	public int shards() {
		return Math.max(this.writes, this.reads);
	}

}
