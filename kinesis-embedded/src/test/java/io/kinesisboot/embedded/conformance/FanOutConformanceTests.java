package io.kinesisboot.embedded.conformance;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * SubscribeToShard.
 */
class FanOutConformanceTests extends ConformanceSupport {

	private static final int LIMIT_SECONDS = 20;

	@Test
	void recordsAreDeliveredFromTheTrimHorizonAndAsTheyCome() {
		createStream(1);
		put("0");
		put("1");
		try (ShardSubscription subscription = subscribe(type(ShardIteratorType.TRIM_HORIZON))) {
			awaitRecords(subscription, "0", "1");
			String last = put("2").sequenceNumber();
			awaitRecords(subscription, "0", "1", "2");
			assertThat(subscription.records()).isEqualTo(read(SHARD_0));
			assertThat(subscription.events()).allSatisfy((event) -> {
				assertThat(event.continuationSequenceNumber()).matches("[1-9]\\d{54,56}");
				assertThat(event.millisBehindLatest()).isNotNegative();
				assertThat(event.hasChildShards()).isFalse();
			});
			SubscribeToShardEvent tip = subscription.events().get(subscription.events().size() - 1);
			assertThat(tip.millisBehindLatest()).isZero();
			assertThat(number(tip.continuationSequenceNumber())).isGreaterThanOrEqualTo(number(last));
		}
	}

	@Test
	void recordsAreDeliveredFromTheLatest() {
		createStream(1);
		put("before");
		try (ShardSubscription subscription = subscribe(type(ShardIteratorType.LATEST))) {
			put("after");
			awaitRecords(subscription, "after");
		}
	}

	@Test
	void recordsAreDeliveredAtAndAfterASequenceNumber() {
		createStream(1);
		put("0");
		String sequenceNumber = put("1").sequenceNumber();
		put("2");
		try (ShardSubscription at = subscribe("at",
				(start) -> start.type(ShardIteratorType.AT_SEQUENCE_NUMBER).sequenceNumber(sequenceNumber));
				ShardSubscription after = subscribe("after",
						(start) -> start.type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
							.sequenceNumber(sequenceNumber))) {
			awaitRecords(at, "1", "2");
			awaitRecords(after, "2");
		}
	}

	@Test
	void recordsAreDeliveredSinceATime() {
		createStream(1);
		put("0");
		Instant first = read(SHARD_0).get(0).approximateArrivalTimestamp();
		eventually().until(() -> Instant.now().isAfter(first.plusMillis(5)));
		put("1");
		try (ShardSubscription subscription = subscribe(
				(start) -> start.type(ShardIteratorType.AT_TIMESTAMP).timestamp(first.plusMillis(1)))) {
			awaitRecords(subscription, "1");
		}
	}

	@Test
	void deliveryGoesOnWhereTheContinuationSequenceNumberSays() {
		createStream(1);
		put("0");
		String continuation;
		try (ShardSubscription subscription = subscribe("one", type(ShardIteratorType.TRIM_HORIZON))) {
			awaitRecords(subscription, "0");
			continuation = subscription.events().get(0).continuationSequenceNumber();
		}
		put("1");
		try (ShardSubscription subscription = subscribe("two",
				(start) -> start.type(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(continuation))) {
			awaitRecords(subscription, "1");
		}
	}

	@Test
	void eachConsumerGetsEveryRecord() {
		createStream(1);
		try (ShardSubscription one = subscribe("one", type(ShardIteratorType.TRIM_HORIZON));
				ShardSubscription two = subscribe("two", type(ShardIteratorType.TRIM_HORIZON))) {
			put("0");
			awaitRecords(one, "0");
			awaitRecords(two, "0");
		}
	}

	@Test
	void closedShardIsDeliveredToItsEndWhereItNamesItsChildren() {
		createStream(1);
		put("0");
		try (ShardSubscription subscription = subscribe(type(ShardIteratorType.TRIM_HORIZON))) {
			awaitRecords(subscription, "0");
			put("1");
			split(SHARD_0, MIDDLE_HASH_KEY);
			awaitRecords(subscription, "0", "1");
			Deviation
				.of(Engine.KINESIS_LOCAL,
						"the last event of a closed shard has its ChildShards, and the subscription ends "
								+ "(SubscribeToShardEvent); kinesis-local sends none and goes on with empty events")
				.check(() -> assertEndWithChildren(subscription), () -> {
					int seen = subscription.events().size();
					eventually().until(() -> subscription.events().size() > seen);
					assertThat(subscription.end()).isNotDone();
				});
		}
	}

	private void assertEndWithChildren(ShardSubscription subscription) {
		assertThat(subscription.end()).succeedsWithin(3, TimeUnit.SECONDS);
		SubscribeToShardEvent last = subscription.events().get(subscription.events().size() - 1);
		assertThat(last.childShards()).extracting(ChildShard::shardId).containsExactly(SHARD_1, SHARD_2);
		assertThat(last.childShards()).allSatisfy((child) -> {
			assertThat(child.parentShards()).containsExactly(SHARD_0);
			assertThat(child.hashKeyRange()).isEqualTo(shard(child.shardId()).hashKeyRange());
		});
	}

	@Test
	void secondSubscriptionWithinFiveSecondsIsRefused() {
		createStream(1);
		try (ShardSubscription first = subscribe("one", type(ShardIteratorType.TRIM_HORIZON))) {
			String arn = describeConsumer("one").consumerARN();
			try (ShardSubscription second = new ShardSubscription(asyncClient(), arn, SHARD_0,
					type(ShardIteratorType.TRIM_HORIZON))) {
				assertRefused(ResourceInUseException.class, second);
			}
			put("0");
			awaitRecords(first, "0");
		}
	}

	@Test
	void subscriptionNeedsAConsumerAndAShardThatExist() {
		createStream(1);
		try (ShardSubscription subscription = new ShardSubscription(asyncClient(), arn() + "/consumer/none:1", SHARD_0,
				type(ShardIteratorType.LATEST))) {
			assertRefused(ResourceNotFoundException.class, subscription);
		}
		String arn = registerConsumer("one");
		try (ShardSubscription subscription = new ShardSubscription(asyncClient(), arn, shardId(7),
				type(ShardIteratorType.LATEST))) {
			ThrowingCallable refusal = () -> assertRefused(ResourceNotFoundException.class, subscription);
			Deviation
				.of(Engine.KINESIS_LOCAL,
						"ResourceNotFoundException: the resource could not be found (SubscribeToShard, errors); "
								+ "kinesis-local delivers nothing from a shard that is not there")
				.check(refusal, () -> eventually().until(() -> !subscription.events().isEmpty()));
		}
	}

	private ShardSubscription subscribe(Consumer<StartingPosition.Builder> start) {
		return subscribe("consumer", start);
	}

	private ShardSubscription subscribe(String name, Consumer<StartingPosition.Builder> start) {
		ShardSubscription subscription = new ShardSubscription(asyncClient(), registerConsumer(name), SHARD_0, start);
		assertThat(subscription.established()).succeedsWithin(LIMIT_SECONDS, TimeUnit.SECONDS);
		return subscription;
	}

	private static Consumer<StartingPosition.Builder> type(ShardIteratorType type) {
		return (start) -> start.type(type);
	}

	private static void awaitRecords(ShardSubscription subscription, String... texts) {
		eventually().untilAsserted(() -> {
			List<Record> records = subscription.records();
			assertThat(texts(records)).containsExactly(texts);
		});
	}

	private static void assertRefused(Class<? extends KinesisException> type, ShardSubscription subscription) {
		assertThatThrownBy(() -> subscription.end().get(3, TimeUnit.SECONDS)).hasRootCauseInstanceOf(type);
	}

}
