package io.kinesisboot.autoconfigure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Sources that read what a test tells them to.
 */
final class FakeRecordSources implements RecordSource.Factory {

	private final Map<String, FakeRecordSource> sources = new ConcurrentHashMap<>();

	@Override
	public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
		FakeRecordSource source = new FakeRecordSource(request, handlers);
		this.sources.put(request.applicationName(), source);
		return source;
	}

	/**
	 * The source of an application.
	 */
	FakeRecordSource get(String applicationName) {
		FakeRecordSource source = this.sources.get(applicationName);
		if (source == null) {
			throw new AssertionError("No source of " + applicationName + " among " + this.sources.keySet());
		}
		return source;
	}

	boolean isEmpty() {
		return this.sources.isEmpty();
	}

	/**
	 * A source that reads nothing by itself.
	 */
	static final class FakeRecordSource implements RecordSource {

		private final Request request;

		private final ShardHandler.Factory handlers;

		private volatile boolean running;

		FakeRecordSource(Request request, ShardHandler.Factory handlers) {
			this.request = request;
			this.handlers = handlers;
		}

		Request request() {
			return this.request;
		}

		void read(String payload) throws InterruptedException {
			ReceivedRecord record = new ReceivedRecord(this.request.streams().get(0), "shardId-000000000000", "key",
					null, "1", 0, Instant.EPOCH, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), Map.of());
			CheckpointTracker tracker = new CheckpointTracker(this.handlers.window());
			ShardHandler handler = this.handlers.create(new OpenShard(record));
			handler.handle(Objects.requireNonNull(tracker.track(record)));
			handler.readEnded(Duration.ZERO);
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public boolean stop(Duration timeout) {
			this.running = false;
			return true;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	private record OpenShard(ReceivedRecord record) implements AssignedShard {

		@Override
		public String stream() {
			return this.record.stream();
		}

		@Override
		public String shardId() {
			return this.record.shardId();
		}

		@Override
		public boolean awaitStop(Duration time) {
			return false;
		}

	}

}
