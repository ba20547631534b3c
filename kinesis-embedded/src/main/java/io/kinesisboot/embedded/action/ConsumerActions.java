package io.kinesisboot.embedded.action;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.fanout.RegisteredConsumer;
import io.kinesisboot.embedded.fanout.SubscriptionRegistry;
import io.kinesisboot.embedded.parameter.IteratorKind;
import io.kinesisboot.embedded.parameter.Page;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.StartingPoint;
import io.kinesisboot.embedded.parameter.TagRules;
import io.kinesisboot.embedded.parameter.TokenMint;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * RegisterStreamConsumer, DeregisterStreamConsumer, DescribeStreamConsumer,
 * ListStreamConsumers and SubscribeToShard. Thread-safe.
 */
final class ConsumerActions {

	private static final String LIST = "consumers";

	private static final int MAX_PAGE = 100;

	private final StreamStore store;

	private final ConsumerRegistry consumers;

	private final SubscriptionRegistry subscriptions;

	private final ShardPositions positions;

	private final TokenMint mint;

	ConsumerActions(StreamStore store, ConsumerRegistry consumers, SubscriptionRegistry subscriptions,
			ShardPositions positions, TokenMint mint) {
		this.store = store;
		this.consumers = consumers;
		this.subscriptions = subscriptions;
		this.positions = positions;
		this.mint = mint;
	}

	Answer registerStreamConsumer(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String streamArn = parameters.requiredStreamArn();
		String name = parameters.requiredConsumerName();
		Map<String, String> tags = Objects.requireNonNullElse(parameters.tags(), Map.of());
		parameters.check();
		TagRules.requireAllowed(tags);
		RegisteredConsumer consumer = this.consumers.register(stream(streamArn), name, tags);
		return (out) -> out.object("Consumer", consumer::writeTo);
	}

	Answer deregisterStreamConsumer(RequestBody request) {
		this.consumers.deregister(consumer(new Parameters(request)));
		return Answer.EMPTY;
	}

	Answer describeStreamConsumer(RequestBody request) {
		RegisteredConsumer consumer = consumer(new Parameters(request));
		return (out) -> out.object("ConsumerDescription", consumer::writeDescriptionTo);
	}

	private RegisteredConsumer consumer(Parameters parameters) {
		String arn = parameters.consumerArn();
		String streamArn = parameters.streamArn();
		String name = parameters.consumerName();
		parameters.check();
		if (arn == null && (streamArn == null || name == null)) {
			throw KinesisErrors
				.invalidArgument("Either ConsumerARN or both StreamARN and ConsumerName should be provided.");
		}
		RegisteredConsumer consumer = (arn != null) ? withArn(arn) : withName(stream(streamArn), name);
		requireNoConflict(streamArn, consumer.stream().arn(), "StreamARN");
		requireNoConflict(name, consumer.name(), "ConsumerName");
		return consumer;
	}

	private RegisteredConsumer withArn(String arn) {
		this.store.arns().requireOwn(arn);
		return this.consumers.find(arn)
			.orElseThrow(() -> KinesisErrors
				.notFound("Consumer %s not found for account %s.".formatted(arn, this.store.accountId())));
	}

	private RegisteredConsumer withName(KinesisStream stream, @Nullable String name) {
		return Optional.ofNullable(name)
			.flatMap((given) -> this.consumers.find(stream, given))
			.orElseThrow(() -> KinesisErrors.consumerNotFound(name, stream.name(), this.store.accountId()));
	}

	private static void requireNoConflict(@Nullable String given, String actual, String name) {
		if (given != null && !given.equals(actual)) {
			throw KinesisErrors
				.invalidArgument("%s %s and ConsumerARN do not name the same consumer.".formatted(name, given));
		}
	}

	private KinesisStream stream(@Nullable String arn) {
		return this.store.get(new StreamReference(null, arn));
	}

	Answer listStreamConsumers(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String streamArn = parameters.requiredStreamArn();
		String token = parameters.nextToken();
		int limit = parameters.pageSize("MaxResults", MAX_PAGE);
		Instant streamCreation = parameters.instant("StreamCreationTimestamp");
		parameters.check();
		TokenMint.requireAlone(token, "StreamCreationTimestamp", streamCreation != null);
		KinesisStream stream = this.store.get(new StreamReference(null, streamArn), streamCreation);
		String exclusiveStart = (token != null) ? after(token, stream) : "";
		Page<RegisteredConsumer> page = Page.of(
				this.consumers.of(stream).stream().filter((consumer) -> consumer.name().compareTo(exclusiveStart) > 0),
				limit);
		String next = page.more() ? this.mint.sealPage(LIST, stream.generation(), page.elements().get(limit - 1).name())
				: null;
		return (out) -> out.text("NextToken", next)
			.objects("Consumers", page.elements(), (entry, consumer) -> consumer.writeTo(entry));
	}

	private String after(String token, KinesisStream stream) {
		List<String> facts = this.mint.openPage(LIST, token);
		if (Long.parseLong(facts.get(0)) != stream.generation()) {
			throw TokenMint.invalidPage();
		}
		return facts.get(1);
	}

	Answer subscribeToShard(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String consumerArn = parameters.requiredConsumerArn();
		String shardId = parameters.requiredShardId("ShardId");
		StartingPoint start = startingPoint(parameters.requiredStructure("StartingPosition"));
		parameters.check();
		start.requireFitting();
		RegisteredConsumer consumer = withArn(consumerArn);
		KinesisShard shard = this.positions.shard(consumer.stream(), shardId);
		return this.subscriptions.admit(consumer, shard, this.positions.find(start, consumer.stream(), shard));
	}

	private static StartingPoint startingPoint(Parameters position) {
		return new StartingPoint("SubscribeToShard", position.requiredChoice("Type", IteratorKind.class),
				position.sequenceNumber("SequenceNumber"), position.instant("Timestamp"));
	}

}
