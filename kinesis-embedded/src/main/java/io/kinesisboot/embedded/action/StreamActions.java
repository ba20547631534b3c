package io.kinesisboot.embedded.action;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.parameter.Page;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.TagRules;
import io.kinesisboot.embedded.parameter.TokenMint;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.ShardState;
import io.kinesisboot.embedded.stream.StreamPlan;
import io.kinesisboot.embedded.stream.StreamSettings;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * CreateStream, DeleteStream, DescribeStream, DescribeStreamSummary and ListStreams.
 * Thread-safe.
 */
final class StreamActions {

	private static final String LIST = "streams";

	private static final int MAX_SHARDS = 100_000;

	private static final int ON_DEMAND_SHARDS = 4;

	private static final int MAX_PAGE = 100;

	private final StreamStore store;

	private final ConsumerRegistry consumers;

	private final ShardPositions positions;

	private final TokenMint mint;

	StreamActions(StreamStore store, ConsumerRegistry consumers, ShardPositions positions, TokenMint mint) {
		this.store = store;
		this.consumers = consumers;
		this.positions = positions;
		this.mint = mint;
	}

	Answer createStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		Parameters details = parameters.structure("StreamModeDetails");
		CapacityMode mode = (details != null) ? details.requiredChoice("StreamMode", CapacityMode.class)
				: CapacityMode.PROVISIONED;
		int shardCount = (mode == CapacityMode.PROVISIONED) ? parameters.requiredCount("ShardCount", MAX_SHARDS)
				: ON_DEMAND_SHARDS;
		String name = parameters.newStreamName();
		Integer warmThroughput = parameters.number("WarmThroughputMiBps", 0, Integer.MAX_VALUE);
		Map<String, String> tags = Objects.requireNonNullElse(parameters.tags(), Map.of());
		StreamSettings settings = SettingActions.withRecordSize(parameters, StreamSettings.DEFAULT);
		parameters.check();
		TagRules.requireAllowed(tags);
		this.store.create(name,
				new StreamPlan(mode, shardCount, warmThroughput, settings, tags, this.store.transitionTime()));
		return Answer.EMPTY;
	}

	Answer deleteStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		boolean enforced = parameters.flag("EnforceConsumerDeletion");
		KinesisStream stream = parameters.stream(this.store);
		if (!enforced && !this.consumers.of(stream).isEmpty()) {
			throw KinesisErrors
				.inUse(("DeleteStream can't delete %s:%s because there are consumers associated with this data stream. "
						+ "To delete %2$s anyway, set the EnforceConsumerDeletion parameter to true to force the "
						+ "deletion of all the consumers that are associated with it.")
					.formatted(this.store.accountId(), stream.name()));
		}
		this.store.delete(stream);
		this.consumers.deleted(stream);
		return Answer.EMPTY;
	}

	Answer describeStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.pageSize("Limit", MAX_PAGE);
		String exclusiveStart = parameters.shardId("ExclusiveStartShardId");
		KinesisStream stream = parameters.stream(this.store);
		int first = (exclusiveStart != null) ? this.positions.index(stream, exclusiveStart) + 1 : 0;
		Page<ShardState> page = Page.of(stream.readableShards().filter((state) -> state.shard().index() >= first),
				limit);
		return (out) -> out.object("StreamDescription", (description) -> {
			stream.writeDescriptionTo(description);
			description.objects("Shards", page.elements(), (entry, state) -> state.writeTo(entry));
			description.flag("HasMoreShards", page.more());
		});
	}

	Answer describeStreamSummary(RequestBody request) {
		KinesisStream stream = new Parameters(request).stream(this.store);
		return (out) -> out.object("StreamDescriptionSummary", (summary) -> {
			stream.writeDescriptionTo(summary);
			summary.number("OpenShardCount", stream.readableShards().filter(ShardState::isOpen).count());
			summary.number("ConsumerCount", this.consumers.of(stream).size());
			summary.number("MaxRecordSizeInKiB", stream.settings().maxRecordKibibytes());
			stream.writeWarmThroughputTo(summary);
		});
	}

	Answer listStreams(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.pageSize("Limit", MAX_PAGE);
		String exclusiveStart = parameters.streamName("ExclusiveStartStreamName");
		String token = parameters.nextToken();
		parameters.check();
		Page<KinesisStream> page = Page.of(this.store.after(start(exclusiveStart, token)), limit);
		List<String> names = page.elements().stream().map(KinesisStream::name).toList();
		String next = page.more() ? this.mint.sealPage(LIST, names.get(names.size() - 1)) : null;
		return (out) -> out.texts("StreamNames", names)
			.flag("HasMoreStreams", page.more())
			.text("NextToken", next)
			.objects("StreamSummaries", page.elements(), (entry, stream) -> stream.writeSummaryTo(entry));
	}

	private String start(@Nullable String exclusiveStart, @Nullable String token) {
		if (token != null) {
			return this.mint.openPage(LIST, token).get(0);
		}
		return (exclusiveStart != null) ? exclusiveStart : "";
	}

}
