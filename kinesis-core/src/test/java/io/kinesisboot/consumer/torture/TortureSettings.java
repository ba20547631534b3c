package io.kinesisboot.consumer.torture;

import java.time.Duration;

import io.kinesisboot.consumer.Consumers.Retrieval;

/**
 * How a run is. Immutable.
 *
 * @param engine what reads
 * @param retrieval how records come
 * @param ordering which order is kept
 * @param concurrency how many records of a shard are handled at once
 * @param records how many are written
 * @param recordsPerSecond how fast they are written
 * @param failurePercent for how many of a hundred records the handler fails the first
 * time
 * @param disturbanceInterval the pause between two crashes or stops of a worker, between
 * two splits or merges, and between two rounds of faults; zero for none of these
 * @param seed what all that is drawn by
 */
record TortureSettings(Engine engine, Retrieval retrieval, String ordering, int concurrency, int records,
		int recordsPerSecond, int failurePercent, Duration disturbanceInterval, long seed) {

	static final int SHARDS = 8;

	static final int KEYS = 1_000;

	static final int WORKERS = 3;

	/**
	 * A worker that is alive but late loses its leases too: two slow processors see to
	 * it.
	 */
	static final Duration FAILOVER_TIME = Duration.ofSeconds(3);

	/**
	 * By the system properties {@code torture.*}, and these where they say nothing.
	 */
	TortureSettings withProperties() {
		return new TortureSettings(Engine.valueOf(text("engine", this.engine)),
				Retrieval.valueOf(text("retrieval", this.retrieval)), text("ordering", this.ordering),
				number("concurrency", this.concurrency), number("records", this.records),
				number("recordsPerSecond", this.recordsPerSecond), number("failurePercent", this.failurePercent),
				Duration.ofMillis(number("disturbanceMillis", (int) this.disturbanceInterval.toMillis())),
				Long.getLong("torture.seed", this.seed));
	}

	private static String text(String name, Object preset) {
		return System.getProperty("torture." + name, preset.toString());
	}

	private static int number(String name, int preset) {
		return Integer.getInteger("torture." + name, preset);
	}

	TortureSettings withEngine(Engine engine) {
		return new TortureSettings(engine, this.retrieval, this.ordering, this.concurrency, this.records,
				this.recordsPerSecond, this.failurePercent, this.disturbanceInterval, this.seed);
	}

	TortureSettings withRecords(int records) {
		return new TortureSettings(this.engine, this.retrieval, this.ordering, this.concurrency, records,
				this.recordsPerSecond, this.failurePercent, this.disturbanceInterval, this.seed);
	}

	TortureSettings undisturbed() {
		return new TortureSettings(this.engine, this.retrieval, this.ordering, this.concurrency, this.records,
				this.recordsPerSecond, this.failurePercent, Duration.ZERO, this.seed);
	}

	boolean isDisturbed() {
		return !this.disturbanceInterval.isZero();
	}

	/**
	 * What reads.
	 */
	enum Engine {

		/** A container of this library. */
		OURS,

		/** A processor of the Kinesis Client Library. */
		BARE_KCL

	}

}
