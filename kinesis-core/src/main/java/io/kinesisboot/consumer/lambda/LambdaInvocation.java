package io.kinesisboot.consumer.lambda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import org.jspecify.annotations.Nullable;

/**
 * Handles the records of one event. It ends when no call is under way any more: an answer
 * before that would let Lambda hand a record over again while a call with it goes on.
 * Confined to one thread.
 */
final class LambdaInvocation {

	/** An event is in memory as a whole. */
	private static final WindowLimits NO_LIMIT = new WindowLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

	/** How long a wait lasts before it is asked whether the time is over. */
	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	private final LambdaEvent event;

	private final InvocationShard shard;

	private final CheckpointTracker tracker = new CheckpointTracker(NO_LIMIT);

	private final List<OpenRecord> begun = new ArrayList<>();

	private boolean ended;

	LambdaInvocation(LambdaEvent event, InvocationShard shard) {
		this.event = event;
		this.shard = shard;
	}

	/**
	 * Handles the records, until all are done, one fails or the time is over.
	 */
	void run(ShardHandler.Factory handlers) throws InterruptedException {
		ShardHandler handler = handlers.create(this.shard);
		try {
			handOver(handler);
		}
		finally {
			stop(handler);
		}
	}

	private static void stop(ShardHandler handler) throws InterruptedException {
		try {
			handler.stop();
		}
		finally {
			handler.left(ShardHandler.Reason.STOPPED);
		}
	}

	private void handOver(ShardHandler handler) throws InterruptedException {
		for (ReceivedRecord record : this.event.records()) {
			if (isOver()) {
				return;
			}
			OpenRecord open = Objects.requireNonNull(this.tracker.track(record));
			this.begun.add(open);
			handler.handle(open);
		}
		if (!isOver()) {
			handler.readEnded(Duration.ZERO);
			this.ended = true;
		}
		while (!this.tracker.awaitDrained(CHECK_INTERVAL)) {
			if (isOver()) {
				return;
			}
		}
	}

	private boolean isOver() throws InterruptedException {
		return this.tracker.failure() != null || this.shard.awaitStop(Duration.ZERO);
	}

	/**
	 * Whether all records were handed over, and their end: without that a window has
	 * neither its new state nor its last call.
	 */
	boolean isHandedOver() {
		return this.ended;
	}

	/**
	 * The first stream record that is not done.
	 * @return its sequence number, or null if all are done
	 */
	@Nullable String failedFrom() {
		for (OpenRecord record : this.begun) {
			if (!record.isComplete()) {
				return record.sequenceNumber();
			}
		}
		List<ReceivedRecord> records = this.event.records();
		return (this.begun.size() < records.size()) ? records.get(this.begun.size()).sequenceNumber() : null;
	}

	/**
	 * Why records are not done.
	 * @return the failure, or null if it is for want of time
	 */
	@Nullable Throwable failure() {
		return (this.tracker.failure() != null) ? this.tracker.failure().getCause() : null;
	}

}
