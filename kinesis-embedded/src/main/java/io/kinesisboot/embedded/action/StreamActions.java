package io.kinesisboot.embedded.action;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.KinesisErrors;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamReference;
import io.kinesisboot.embedded.stream.StreamSettings;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * CreateStream, DeleteStream, DescribeStream, DescribeStreamSummary and ListStreams.
 * Thread-safe.
 */
final class StreamActions {

	private static final String TOKEN_KIND = "streams";

	private static final int MAX_SHARDS = 100_000;

	private static final int ON_DEMAND_SHARDS = 4;

	private static final int MAX_PAGE = 10_000;

	private static final int DEFAULT_PAGE = 100;

	private final StreamStore store;

	private final TokenMint mint;

	StreamActions(StreamStore store, TokenMint mint) {
		this.store = store;
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
		Map<String, String> tags = Objects.requireNonNullElse(parameters.tags(), Map.of());
		StreamSettings settings = SettingActions.withRecordSize(parameters, StreamSettings.DEFAULT);
		parameters.check();
		TagRules.requireAllowed(tags);
		this.store.create(name, mode, shardCount, settings, tags);
		return Answer.EMPTY;
	}

	Answer deleteStream(RequestBody request) {
		this.store.delete(stream(new Parameters(request)));
		return Answer.EMPTY;
	}

	Answer describeStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.count("Limit", MAX_PAGE, DEFAULT_PAGE);
		String exclusiveStart = parameters.shardId("ExclusiveStartShardId");
		KinesisStream stream = stream(parameters);
		Page<KinesisShard> page = Page.of(stream.readableShards()
			.filter((shard) -> exclusiveStart == null || shard.id().compareTo(exclusiveStart) > 0), limit);
		return (out) -> out.object("StreamDescription", (description) -> {
			stream.writeDescriptionTo(description);
			description.objects("Shards", page.elements(), (entry, shard) -> shard.writeTo(entry));
			description.flag("HasMoreShards", page.more());
		});
	}

	Answer describeStreamSummary(RequestBody request) {
		KinesisStream stream = stream(new Parameters(request));
		return (out) -> out.object("StreamDescriptionSummary", (summary) -> {
			stream.writeDescriptionTo(summary);
			summary.number("OpenShardCount", stream.shards().openCount());
			summary.number("ConsumerCount", 0);
			summary.number("MaxRecordSizeInKiB", stream.settings().maxRecordKibibytes());
		});
	}

	Answer listStreams(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.count("Limit", MAX_PAGE, DEFAULT_PAGE);
		String exclusiveStart = parameters.streamName("ExclusiveStartStreamName");
		String token = parameters.nextToken();
		parameters.check();
		Page<KinesisStream> page = Page.of(this.store.after(start(exclusiveStart, token)).stream(), limit);
		List<String> names = page.elements().stream().map(KinesisStream::name).toList();
		String next = page.more() ? this.mint.seal(TOKEN_KIND, names.get(names.size() - 1)) : null;
		return (out) -> out.texts("StreamNames", names)
			.flag("HasMoreStreams", page.more())
			.text("NextToken", next)
			.objects("StreamSummaries", page.elements(), (entry, stream) -> stream.writeSummaryTo(entry));
	}

	private String start(@Nullable String exclusiveStart, @Nullable String token) {
		if (token == null) {
			return (exclusiveStart != null) ? exclusiveStart : "";
		}
		List<String> facts = this.mint.open(token);
		if (facts == null || !facts.get(0).equals(TOKEN_KIND)) {
			throw KinesisErrors.invalidArgument("Invalid NextToken.");
		}
		return facts.get(1);
	}

	private KinesisStream stream(Parameters parameters) {
		StreamReference reference = parameters.stream();
		parameters.check();
		return this.store.get(reference);
	}

}
