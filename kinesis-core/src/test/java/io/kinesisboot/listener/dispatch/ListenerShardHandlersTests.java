package io.kinesisboot.listener.dispatch;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerShardHandlers}.
 */
class ListenerShardHandlersTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void batchThatWaitsForMoreRecordsThanThereIsRoomForIsCalledAsItIs(int concurrency) throws Exception {
		CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);
		List<OpenRecord> records = IntStream.range(0, 3)
			.mapToObj((number) -> Objects.requireNonNull(tracker.track(record(number))))
			.toList();
		ShardHandler handler = new ListenerShardHandlers(new BatchListener(),
				DispatchOptions.defaults().withConcurrency(concurrency).withBatchSize(100), ErrorOptions.defaults(),
				new ListenerGate(CallGuard.NONE), Runnable::run, Clock.systemUTC())
			.create(TestShards.shard());
		for (OpenRecord record : records) {
			handler.handle(record);
		}
		assertThat(records).noneMatch(OpenRecord::isComplete);
		handler.noRoom();
		assertThat(records).allMatch(OpenRecord::isComplete);
	}

	private static ReceivedRecord record(int number) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key-" + number, null, String.valueOf(number), 0,
				Instant.EPOCH, ByteBuffer.allocate(1), Map.of());
	}

	/** Is done with what it gets. */
	private static final class BatchListener implements RecordListener {

		@Override
		public String id() {
			return "batch";
		}

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public Object prepare(ReceivedRecord record, int attempt) {
			return record;
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) {
			return null;
		}

	}

}
