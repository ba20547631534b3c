package io.kinesisboot.embedded.stream;

/**
 * What is written to a shard, minute by minute. Confined to the holder of its shard's
 * lock.
 */
final class ShardTraffic {

	private static final long MINUTE_MILLIS = 60_000;

	/** Half of what the service lets a shard take: 1,000 records each second. */
	private static final int HALF_LOAD_RECORDS = 30_000;

	/** Half of what the service lets a shard take: 1 MiB each second. */
	private static final long HALF_LOAD_BYTES = 30L * 1024 * 1024;

	private long minuteEndMillis;

	private int records;

	private long bytes;

	/**
	 * Counts a record.
	 * @param recordBytes its size
	 * @param nowMillis the time
	 * @return whether in this minute the shard was given more than half of what it can
	 * take in a minute
	 */
	boolean add(int recordBytes, long nowMillis) {
		if (nowMillis >= this.minuteEndMillis) {
			this.minuteEndMillis = nowMillis + MINUTE_MILLIS;
			this.records = 0;
			this.bytes = 0;
		}
		this.records++;
		this.bytes += recordBytes;
		return this.records > HALF_LOAD_RECORDS || this.bytes > HALF_LOAD_BYTES;
	}

}
