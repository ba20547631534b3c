package io.kinesisboot.consumer;

/**
 * How far a shard may be read ahead of its oldest open record. Immutable.
 *
 * @param maxRecords most records from the oldest open one to the newest read, done or
 * not: what is read again, at most, after a crash
 * @param maxBytes most bytes of payload of the records that are open; a record that is
 * larger by itself is taken when no other is open
 * @since 0.1.0
 */
public record WindowLimits(int maxRecords, long maxBytes) {

	/** 10,000 records, 32 MiB. */
	public static final WindowLimits DEFAULT = new WindowLimits(10_000, 32L << 20);

	public WindowLimits {
		if (maxRecords < 1) {
			throw new IllegalArgumentException("'windowRecords' must be at least 1 but was " + maxRecords);
		}
		if (maxBytes < 1) {
			throw new IllegalArgumentException("'windowBytes' must be at least 1 but was " + maxBytes);
		}
	}

}
