package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.fanout.RegisteredConsumer;
import io.kinesisboot.embedded.fanout.SubscriptionRegistry;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisErrors;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamReference;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * RegisterStreamConsumer, DeregisterStreamConsumer, DescribeStreamConsumer,
 * ListStreamConsumers and SubscribeToShard. Thread-safe.
 */
final class ConsumerActions {

	private static final String TOKEN_KIND = "consumers";

	private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

	private static final int MAX_PAGE = 100;

	private final StreamStore store;

	private final ConsumerRegistry consumers;

	private final SubscriptionRegistry subscriptions;

	private final ShardPositions positions;

	private final TokenMint mint;

	private final Clock clock;

	ConsumerActions(StreamStore store, ConsumerRegistry consumers, SubscriptionRegistry subscriptions,
			ShardPositions positions, TokenMint mint, Clock clock) {
		this.store = store;
		this.consumers = consumers;
		this.subscriptions = subscriptions;
		this.positions = positions;
		this.mint = mint;
		this.clock = clock;
	}

	Answer registerStreamConsumer(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String streamArn = parameters.requiredStreamArn();
		String name = parameters.requiredConsumerName();
		Map<String, String> tags = Objects.requireNonNullElse(parameters.tags(), Map.of());
		parameters.check();
		TagRules.requireAllowed(tags);
		KinesisStream stream = stream(streamArn);
		stream.requireShards();
		RegisteredConsumer consumer = this.consumers.register(stream, name, tags);
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
		return this.consumers.find(arn)
			.orElseThrow(() -> KinesisErrors
				.notFound("Consumer %s not found for account %s.".formatted(arn, this.store.accountId())));
	}

	private RegisteredConsumer withName(KinesisStream stream, @Nullable String name) {
		return Optional.ofNullable(name)
			.flatMap((given) -> this.consumers.find(stream, given))
			.orElseThrow(() -> KinesisErrors.notFound("Consumer %s under stream %s not found for account %s."
				.formatted(name, stream.name(), this.store.accountId())));
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
		KinesisStream stream = stream(streamArn);
		requireCreation(stream, streamCreation, token);
		String exclusiveStart = (token != null) ? open(token, stream) : "";
		Page<RegisteredConsumer> page = Page.of(
				this.consumers.of(stream).stream().filter((consumer) -> consumer.name().compareTo(exclusiveStart) > 0),
				limit);
		String next = page.more() ? seal(stream, page.elements().get(limit - 1)) : null;
		return (out) -> out.text("NextToken", next)
			.objects("Consumers", page.elements(), (entry, consumer) -> consumer.writeTo(entry));
	}

	private void requireCreation(KinesisStream stream, @Nullable Instant streamCreation, @Nullable String token) {
		if (streamCreation == null) {
			return;
		}
		if (token != null) {
			throw KinesisErrors.invalidArgument("NextToken and StreamCreationTimestamp cannot be provided together.");
		}
		// Some clients know the time in whole seconds only
		if (streamCreation.getEpochSecond() != Instant.ofEpochMilli(stream.createdMillis()).getEpochSecond()) {
			throw KinesisErrors.notFound("Stream %s under account %s with creation timestamp %s not found."
				.formatted(stream.name(), this.store.accountId(), streamCreation));
		}
	}

	private String seal(KinesisStream stream, RegisteredConsumer last) {
		return this.mint.seal(TOKEN_KIND, this.clock.millis(), stream.generation(), last.name());
	}

	private String open(String token, KinesisStream stream) {
		List<String> facts = this.mint.open(token);
		if (facts == null || !facts.get(0).equals(TOKEN_KIND) || Long.parseLong(facts.get(2)) != stream.generation()) {
			throw KinesisErrors.invalidArgument("Invalid NextToken.");
		}
		if (this.clock.millis() - Long.parseLong(facts.get(1)) > TOKEN_LIFETIME.toMillis()) {
			throw KinesisErrors
				.expiredToken("NextToken has expired: it lives for %d seconds.".formatted(TOKEN_LIFETIME.toSeconds()));
		}
		return facts.get(3);
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
