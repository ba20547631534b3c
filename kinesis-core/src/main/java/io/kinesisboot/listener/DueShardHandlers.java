package io.kinesisboot.listener;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.DelegatingShardHandler;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.deadletter.retry.RetryStreamRecord;

/**
 * Keeps the records of a retry stream from their handlers until they are due. Immutable.
 *
 * @param handlers makes the handlers
 * @param applicationName the application whose records are handled; those of others, with
 * which it shares the stream, are done at once
 * @param clock tells the time
 */
record DueShardHandlers(ShardHandler.Factory handlers, String applicationName,
		Clock clock) implements ShardHandler.Factory {

	@Override
	public ShardHandler create(AssignedShard shard) {
		return new DueShardHandler(shard, this.handlers.create(shard));
	}

	@Override
	public WindowLimits window() {
		return this.handlers.window();
	}

	/**
	 * A record that waits.
	 */
	private record Waiting(OpenRecord record, Instant due, long number) {
	}

	/**
	 * Holds records back, as many as the window lets be open, and hands them over in the
	 * order in which they are due. Who reads the shard asks often enough, also when there
	 * is nothing to read, so that no thread has to wait. Confined to the thread that
	 * reads the shard.
	 */
	private final class DueShardHandler extends DelegatingShardHandler {

		private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

		private final AssignedShard shard;

		private final Queue<Waiting> waiting = new PriorityQueue<>(
				Comparator.comparing(Waiting::due).thenComparingLong(Waiting::number));

		private long number;

		DueShardHandler(AssignedShard shard, ShardHandler handler) {
			super(handler);
			this.shard = shard;
		}

		@Override
		public void handle(OpenRecord record) throws InterruptedException {
			RetryStreamRecord retry = RetryStreamRecord.read(record.record()).orElse(null);
			if (retry == null) {
				super.handle(record);
			}
			else if (retry.isOf(DueShardHandlers.this.applicationName)) {
				this.waiting.add(new Waiting(record, retry.due(record.record()), this.number++));
			}
			else {
				record.complete();
			}
		}

		@Override
		public void readEnded(Duration behindLatest) throws InterruptedException {
			handOverDue();
			super.readEnded(behindLatest);
		}

		@Override
		public void readUpTo(Instant arrival) {
			// Records that arrived before may still wait
		}

		@Override
		public void noRoom() throws InterruptedException {
			handOverDue();
			super.noRoom();
		}

		private void handOverDue() throws InterruptedException {
			Instant now = DueShardHandlers.this.clock.instant();
			Waiting first = this.waiting.peek();
			while (first != null && !now.isBefore(first.due())) {
				super.handle(this.waiting.remove().record());
				first = this.waiting.peek();
			}
		}

		/**
		 * Nobody reads the shard any more, so nobody asks.
		 */
		@Override
		public void ended() throws InterruptedException {
			readEnded(Duration.ZERO);
			Waiting first = this.waiting.peek();
			while (first != null && !first.record().isStopped() && !this.shard.awaitStop(CHECK_INTERVAL)) {
				readEnded(Duration.ZERO);
				first = this.waiting.peek();
			}
			super.ended();
		}

	}

}
