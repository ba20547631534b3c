package io.kinesisboot.listener.error;

import io.kinesisboot.consumer.ShardStoppedException;

/**
 * Stops the shard of a record that its listener could not handle: nothing passes the
 * record until the listener is restarted or another worker has the shard. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StoppingRecoverer implements RecordRecoverer {

	@Override
	public void recover(FailedRecord failed) {
		throw new ShardStoppedException(failed.record(), failed.cause());
	}

}
