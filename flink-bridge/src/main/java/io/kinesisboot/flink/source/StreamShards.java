package io.kinesisboot.flink.source;

import java.util.List;
import java.util.concurrent.Callable;

import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.stream.ConsumerCatalog;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

/**
 * Looks which shards a stream has, having seen to its registered consumer first. Waits
 * for the service. Confined to the coordinator's thread for calls, and to its own thread
 * at the end.
 */
final class StreamShards implements Callable<List<Shard>>, AutoCloseable {

	private final KinesisAsyncClient client;

	private final StreamName stream;

	private final SourceOptions options;

	private final ShardFilter filter;

	private boolean found;

	private volatile @Nullable String registered;

	StreamShards(KinesisAsyncClient client, StreamName stream, SourceOptions options, ShardPosition initial) {
		this.client = client;
		this.stream = stream;
		this.options = options;
		this.filter = filter(initial);
	}

	/**
	 * What was closed before the initial position has nothing to read.
	 */
	private static ShardFilter filter(ShardPosition initial) {
		return (initial.kind() == ShardPosition.Kind.AT_TIMESTAMP)
				? ShardFilter.builder().type(ShardFilterType.FROM_TIMESTAMP).timestamp(initial.timestamp()).build()
				: ShardFilter.builder().type(ShardFilterType.FROM_TRIM_HORIZON).build();
	}

	@Override
	public List<Shard> call() {
		StreamCatalog catalog = new StreamCatalog(this.client);
		if (!this.found) {
			register(catalog.find(this.stream.text()).streamARN());
			this.found = true;
		}
		return catalog.shards(this.stream.text(), this.filter);
	}

	private void register(String streamArn) {
		String consumerName = this.options.consumerName();
		if (this.options.mode() == RetrievalMode.FAN_OUT && consumerName != null
				&& this.options.lifecycle() == ConsumerLifecycle.JOB_MANAGED) {
			this.registered = new ConsumerCatalog(this.client).findOrRegister(streamArn, consumerName);
		}
	}

	@Override
	public void close() {
		String consumerArn = this.registered;
		try {
			if (consumerArn != null) {
				new ConsumerCatalog(this.client).deregister(consumerArn);
			}
		}
		finally {
			this.client.close();
		}
	}

}
