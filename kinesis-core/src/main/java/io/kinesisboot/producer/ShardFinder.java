package io.kinesisboot.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.shard.ShardMap;
import io.kinesisboot.shard.ShardRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

/**
 * Finds the open shards of streams. Thread-safe.
 *
 * @param client the client
 */
record ShardFinder(KinesisAsyncClient client) {

	/**
	 * Lists the open shards of a stream, page by page.
	 * @param stream the stream's name
	 * @return a future of its shards, which fails with the SDK's exception
	 */
	CompletableFuture<ShardMap> find(String stream) {
		return page(stream, null, new ArrayList<>()).thenApply(ShardMap::new);
	}

	private CompletableFuture<List<ShardRange>> page(String stream, @Nullable String token, List<ShardRange> found) {
		return list(stream, token).thenCompose((page) -> {
			page.shards().stream().map(ShardFinder::range).forEach(found::add);
			return (page.nextToken() != null) ? page(stream, page.nextToken(), found)
					: CompletableFuture.completedFuture(found);
		});
	}

	private CompletableFuture<ListShardsResponse> list(String stream, @Nullable String token) {
		ListShardsRequest.Builder request = ListShardsRequest.builder();
		if (token != null) {
			// Names the stream by itself: the service refuses both
			request.nextToken(token);
		}
		else {
			request.streamName(stream).shardFilter((filter) -> filter.type(ShardFilterType.AT_LATEST));
		}
		try {
			return this.client.listShards(request.build());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static ShardRange range(Shard shard) {
		return new ShardRange(shard.shardId(), new HashRange(HashKey.parse(shard.hashKeyRange().startingHashKey()),
				HashKey.parse(shard.hashKeyRange().endingHashKey())));
	}

}
