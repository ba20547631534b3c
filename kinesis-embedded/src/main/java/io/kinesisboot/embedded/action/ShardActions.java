package io.kinesisboot.embedded.action;

import java.time.Instant;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.parameter.Page;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.TokenMint;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.ShardState;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * ListShards. Thread-safe.
 */
final class ShardActions {

	private static final String LIST = "shards";

	private static final int MAX_PAGE = 1000;

	private final StreamStore store;

	private final ShardPositions positions;

	private final TokenMint mint;

	ShardActions(StreamStore store, ShardPositions positions, TokenMint mint) {
		this.store = store;
		this.positions = positions;
		this.mint = mint;
	}

	Answer listShards(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.pageSize("MaxResults", MAX_PAGE);
		String token = parameters.nextToken();
		StreamReference reference = parameters.stream();
		String exclusiveStart = parameters.shardId("ExclusiveStartShardId");
		Instant streamCreation = parameters.instant("StreamCreationTimestamp");
		ShardListing.Filter filter = ShardListing.Filter.read(parameters.structure("ShardFilter"));
		parameters.check();
		requireOne(token, reference);
		TokenMint.requireAlone(token, "StreamCreationTimestamp", streamCreation != null);
		ShardListing listing = (token != null) ? ShardListing.of(this.mint.openPage(LIST, token))
				: ShardListing.of(this.store.get(reference, streamCreation), exclusiveStart, filter, this.positions);
		KinesisStream stream = this.store.get(new StreamReference(listing.streamName(), null));
		if (stream.generation() != listing.generation()) {
			throw TokenMint.invalidPage();
		}
		stream.requireShards();
		Page<ShardState> page = listing.page(stream, limit);
		String next = page.more() ? seal(listing.after(page.elements().get(limit - 1).shard())) : null;
		return (out) -> out.text("NextToken", next)
			.objects("Shards", page.elements(), (entry, state) -> state.writeTo(entry));
	}

	private static void requireOne(@Nullable String token, StreamReference reference) {
		boolean named = reference.name() != null || reference.arn() != null;
		TokenMint.requireAlone(token, "StreamName", named);
		if (token == null && !named) {
			throw KinesisErrors.invalidArgument("Either NextToken or StreamName should be provided.");
		}
	}

	private String seal(ShardListing rest) {
		return this.mint.sealPage(LIST, rest.streamName(), rest.generation(), rest.first(), rest.kind(),
				rest.shardIndex(), rest.millis());
	}

}
