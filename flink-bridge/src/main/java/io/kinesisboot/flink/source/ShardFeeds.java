package io.kinesisboot.flink.source;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.flink.StreamName;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Makes the feeds of a reader, and owns what they share. Confined to the thread of the
 * reader.
 */
final class ShardFeeds implements AutoCloseable {

	private final FeedSettings settings;

	private final @Nullable RegisteredConsumer consumer;

	ShardFeeds(KinesisAsyncClient client, StreamName stream, SourceOptions options) {
		this.settings = new FeedSettings(client, scheduler(stream), stream, options);
		this.consumer = (options.mode() == RetrievalMode.FAN_OUT && options.consumerName() != null)
				? new RegisteredConsumer(client, stream, options.consumerName()) : null;
	}

	private static ScheduledExecutorService scheduler(StreamName stream) {
		return Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "kinesis-feed-" + stream.name());
			thread.setDaemon(true);
			return thread;
		});
	}

	ShardFeed create(ShardSplit split, ShardFeed.Listener listener) {
		return (this.consumer != null) ? new FanOutFeed(this.settings, this.consumer, split, listener)
				: new PollingFeed(this.settings, split, listener);
	}

	@Override
	public void close() {
		this.settings.scheduler().shutdownNow();
		this.settings.client().close();
	}

}
