package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisErrors;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.ShardState;
import io.kinesisboot.embedded.stream.StreamReference;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * ListShards. Thread-safe.
 */
final class ShardActions {

	private static final String TOKEN_KIND = "shards";

	private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

	private static final int MAX_PAGE = 1000;

	private final StreamStore store;

	private final TokenMint mint;

	private final Clock clock;

	ShardActions(StreamStore store, TokenMint mint, Clock clock) {
		this.store = store;
		this.mint = mint;
		this.clock = clock;
	}

	Answer listShards(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.pageSize("MaxResults", MAX_PAGE);
		String token = parameters.nextToken();
		StreamReference reference = parameters.stream();
		String exclusiveStart = parameters.shardId("ExclusiveStartShardId");
		ShardListing.Filter filter = ShardListing.Filter.read(parameters.structure("ShardFilter"));
		parameters.check();
		requireOne(token, reference);
		ShardListing listing = (token != null) ? open(token)
				: ShardListing.first(this.store.get(reference).name(), exclusiveStart, filter);
		KinesisStream stream = this.store.get(new StreamReference(listing.streamName(), null));
		stream.requireShards();
		Page<ShardState> page = listing.page(stream, limit);
		String next = page.more() ? seal(listing.after(page.elements().get(limit - 1).shard())) : null;
		return (out) -> out.text("NextToken", next)
			.objects("Shards", page.elements(), (entry, state) -> state.writeTo(entry));
	}

	private static void requireOne(@Nullable String token, StreamReference reference) {
		boolean named = reference.name() != null || reference.arn() != null;
		if (token != null && named) {
			throw KinesisErrors.invalidArgument("NextToken and StreamName cannot be provided together.");
		}
		if (token == null && !named) {
			throw KinesisErrors.invalidArgument("Either NextToken or StreamName should be provided.");
		}
	}

	private String seal(ShardListing rest) {
		return this.mint.seal(TOKEN_KIND, this.clock.millis(), rest.streamName(), rest.exclusiveStart(), rest.kind(),
				rest.shardId(), rest.millis());
	}

	private ShardListing open(String token) {
		List<String> facts = this.mint.open(token);
		if (facts == null || !facts.get(0).equals(TOKEN_KIND)) {
			throw KinesisErrors.invalidArgument("Invalid NextToken.");
		}
		if (this.clock.millis() - Long.parseLong(facts.get(1)) > TOKEN_LIFETIME.toMillis()) {
			throw KinesisErrors
				.expiredToken("NextToken has expired: it lives for %d seconds.".formatted(TOKEN_LIFETIME.toSeconds()));
		}
		return ShardListing.of(facts.subList(2, facts.size()));
	}

}
