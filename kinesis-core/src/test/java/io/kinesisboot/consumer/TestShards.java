package io.kinesisboot.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Plays the part of a source before a handler, and that of a handler before a source.
 */
public final class TestShards {

	private TestShards() {
	}

	/**
	 * A shard that need never be left.
	 */
	public static AssignedShard shard() {
		return new AssignedShard() {

			@Override
			public String stream() {
				return "orders";
			}

			@Override
			public String shardId() {
				return "shardId-000000000000";
			}

			@Override
			public boolean awaitStop(Duration time) {
				return false;
			}

		};
	}

	/**
	 * A handler that completes each record when an action has seen it.
	 */
	public static ShardHandler handler(Consumer<ReceivedRecord> action) {
		return new ShardHandler() {

			@Override
			public void handle(OpenRecord record) {
				action.accept(record.record());
				record.complete();
			}

			@Override
			public void readEnded(Duration behindLatest) {
			}

			@Override
			public void stop() {
			}

		};
	}

	/**
	 * Hands records to a handler as one read.
	 * @return those that are done then
	 */
	public static List<ReceivedRecord> read(ShardHandler handler, List<ReceivedRecord> records) {
		CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);
		List<OpenRecord> open = records.stream()
			.map((record) -> Objects.requireNonNull(tracker.track(record)))
			.toList();
		try {
			for (OpenRecord record : open) {
				handler.handle(record);
			}
			handler.readEnded(Duration.ZERO);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		List<ReceivedRecord> done = new ArrayList<>();
		for (int i = 0; i < records.size(); i++) {
			if (open.get(i).isComplete()) {
				done.add(records.get(i));
			}
		}
		return done;
	}

}
