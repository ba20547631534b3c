package io.kinesisboot.listener.dispatch;

import java.time.Duration;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of records of one shard to the recoverer. Thread-safe.
 */
final class RecordRecovery {

	private static final Logger logger = LoggerFactory.getLogger(RecordRecovery.class);

	/** A destination may be away for a while, also where the listener is not repeated. */
	private static final int MAX_RETRIES = 9;

	private final AssignedShard shard;

	private final String listenerId;

	private final ErrorOptions errors;

	private final UserCode userCode;

	private final DeliveryMetrics metrics;

	RecordRecovery(AssignedShard shard, String listenerId, ErrorOptions errors, UserCode userCode,
			DeliveryMetrics metrics) {
		this.shard = shard;
		this.listenerId = listenerId;
		this.errors = errors;
		this.userCode = userCode;
		this.metrics = metrics;
	}

	/**
	 * Hands a record to the recoverer, again if need be.
	 * @return false if the shard must be left, or cannot go on
	 */
	boolean giveUp(OpenRecord record, int attempts, Throwable cause) throws InterruptedException {
		FailedRecord failed = new FailedRecord(this.listenerId, record.record(), attempts, cause);
		Throwable failure = recover(failed);
		for (int failures = 1; failure != null; failures++) {
			if (failures > MAX_RETRIES || failure instanceof ShardStoppedException) {
				record.fail((failure instanceof ShardStoppedException) ? cause : failure);
				return false;
			}
			Duration pause = this.errors.pause(failures);
			if (failures == 1) {
				logger.warn("Recoverer of listener '{}' failed on {}, is called again in {} ms", failed.listenerId(),
						failed.record(), pause.toMillis(), failure);
			}
			if (this.shard.awaitStop(pause)) {
				return false;
			}
			failure = recover(failed);
		}
		record.complete();
		this.metrics.recovered();
		return true;
	}

	private @Nullable Throwable recover(FailedRecord failed) throws InterruptedException {
		Throwable failure = this.userCode.run(() -> this.errors.recoverer().recover(failed));
		if (failure != null && failure != failed.cause() && failure.getCause() != failed.cause()) {
			failure.addSuppressed(failed.cause());
		}
		return failure;
	}

}
