package io.kinesisboot.listener.error;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the records that another recoverer has taken. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CountingRecoverer implements RecordRecoverer {

	private final RecordRecoverer recoverer;

	private final LongAdder count = new LongAdder();

	/**
	 * Creates a recoverer.
	 * @param recoverer takes the records
	 */
	public CountingRecoverer(RecordRecoverer recoverer) {
		this.recoverer = recoverer;
	}

	@Override
	public void recover(FailedRecord failed) throws Exception {
		this.recoverer.recover(failed);
		this.count.increment();
	}

	/**
	 * How many records were taken.
	 * @return the number since this was created
	 */
	public long count() {
		return this.count.sum();
	}

}
