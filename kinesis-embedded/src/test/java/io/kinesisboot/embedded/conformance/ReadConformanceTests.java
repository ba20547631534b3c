package io.kinesisboot.embedded.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * GetShardIterator and GetRecords.
 */
class ReadConformanceTests extends ConformanceSupport {

	@Test
	void trimHorizonIsTheOldestRecord() {
		createStream(1);
		put("0");
		put("1");
		GetRecordsResponse response = get(iterator(SHARD_0, ShardIteratorType.TRIM_HORIZON));
		assertThat(texts(response.records())).containsExactly("0", "1");
		assertThat(response.millisBehindLatest()).isZero();
		assertThat(response.nextShardIterator()).isNotBlank();
		assertThat(response.hasChildShards()).isFalse();
	}

	@Test
	void latestIsWhatComesAfterTheIterator() {
		createStream(1);
		put("before");
		String iterator = iterator(SHARD_0, ShardIteratorType.LATEST);
		put("after");
		assertThat(texts(get(iterator).records())).containsExactly("after");
	}

	@Test
	void latestOfAnEmptyShardIsWhatComesAfterTheIterator() {
		createStream(1);
		String iterator = iterator(SHARD_0, ShardIteratorType.LATEST);
		GetRecordsResponse empty = get(iterator);
		assertThat(empty.records()).isEmpty();
		assertThat(empty.millisBehindLatest()).isZero();
		put("after");
		assertThat(texts(get(iterator).records())).containsExactly("after");
		assertThat(texts(get(empty.nextShardIterator()).records())).containsExactly("after");
	}

	@Test
	void sequenceNumbersAreStartedAtOrAfter() {
		createStream(1);
		put("0");
		String sequenceNumber = put("1").sequenceNumber();
		put("2");
		assertThat(texts(from(at(sequenceNumber)))).containsExactly("1", "2");
		assertThat(texts(from(after(sequenceNumber)))).containsExactly("2");
	}

	@Test
	void sequenceNumberWhereTheShardBeginsIsItsTrimHorizon() {
		createStream(1);
		put("0");
		String begin = shard(SHARD_0).sequenceNumberRange().startingSequenceNumber();
		assertThat(texts(from(at(begin)))).containsExactly("0");
		assertThat(texts(from(after(begin)))).containsExactly("0");
	}

	private static Consumer<GetShardIteratorRequest.Builder> at(String sequenceNumber) {
		return (request) -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
			.startingSequenceNumber(sequenceNumber);
	}

	private static Consumer<GetShardIteratorRequest.Builder> after(String sequenceNumber) {
		return (request) -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
			.startingSequenceNumber(sequenceNumber);
	}

	private static Consumer<GetShardIteratorRequest.Builder> since(Instant time) {
		return (request) -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(time);
	}

	private List<Record> from(Consumer<GetShardIteratorRequest.Builder> start) {
		return get(iterator(SHARD_0, start)).records();
	}

	@Test
	void timestampIsTheFirstRecordThatDidNotArriveEarlier() {
		createStream(1);
		put("0");
		Instant first = read(SHARD_0).get(0).approximateArrivalTimestamp();
		eventually().until(() -> Instant.now().isAfter(first.plusMillis(5)));
		put("1");
		Instant second = read(SHARD_0).get(1).approximateArrivalTimestamp();
		assertThat(texts(from(since(first)))).containsExactly("0", "1");
		assertThat(texts(from(since(first.plusMillis(1))))).containsExactly("1");
		assertThat(texts(from(since(second)))).containsExactly("1");
		assertThat(texts(from(since(first.minus(Duration.ofDays(3)))))).containsExactly("0", "1");
	}

	@Test
	void timestampIsNotInTheFuture() {
		createStream(1);
		put("0");
		refused(InvalidArgumentException.class, () -> from(since(Instant.now().plus(Duration.ofHours(1)))));
	}

	@Test
	void recordsAreReadPageByPage() {
		createStream(1);
		put("0");
		Instant first = read(SHARD_0).get(0).approximateArrivalTimestamp();
		eventually().until(() -> Instant.now().isAfter(first.plusMillis(5)));
		put("1");
		put("2");
		String start = iterator(SHARD_0, ShardIteratorType.TRIM_HORIZON);
		GetRecordsResponse one = client().getRecords((request) -> request.shardIterator(start).limit(1));
		assertThat(texts(one.records())).containsExactly("0");
		assertThat(one.millisBehindLatest()).isPositive();
		GetRecordsResponse two = client()
			.getRecords((request) -> request.shardIterator(one.nextShardIterator()).limit(2));
		assertThat(texts(two.records())).containsExactly("1", "2");
		assertThat(two.millisBehindLatest()).isZero();
		GetRecordsResponse three = get(two.nextShardIterator());
		assertThat(three.records()).isEmpty();
		assertThat(three.nextShardIterator()).isNotBlank();
		put("3");
		assertThat(texts(get(three.nextShardIterator()).records())).containsExactly("3");
	}

	@Test
	void iteratorReadsTheSameRecordsAgain() {
		createStream(1);
		put("0");
		String iterator = iterator(SHARD_0, ShardIteratorType.TRIM_HORIZON);
		assertThat(get(iterator).records()).isEqualTo(get(iterator).records()).hasSize(1);
	}

	@Test
	void iteratorIsOneThatTheServiceMade() {
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"an iterator that can't be used is an InvalidArgumentException (GetRecords, errors); kinesis-local "
							+ "fails inside")
			.check(() -> refused(InvalidArgumentException.class, () -> get("no iterator")),
					() -> failsInside(() -> get("no iterator")));
	}

	@Test
	void iteratorNeedsAShardThatExists() {
		createStream(1);
		refused(ResourceNotFoundException.class, () -> iterator(SHARD_1, ShardIteratorType.TRIM_HORIZON));
	}

	@Test
	void iteratorNeedsWhatItsTypeStartsFrom() {
		createStream(1);
		refused(InvalidArgumentException.class, () -> iterator(SHARD_0, ShardIteratorType.AT_SEQUENCE_NUMBER));
		refused(InvalidArgumentException.class, () -> iterator(SHARD_0, ShardIteratorType.AFTER_SEQUENCE_NUMBER));
		refused(InvalidArgumentException.class, () -> iterator(SHARD_0, ShardIteratorType.AT_TIMESTAMP));
		refusedByTheModel(() -> from(at("no number")));
	}

	@Test
	void sequenceNumberOfAnotherShardIsRefused() {
		createStream(2);
		putAt("0", "shard 0");
		String other = putAt(LAST_HASH_KEY, "shard 1").sequenceNumber();
		ThrowingCallable call = () -> from(after(other));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"InvalidArgumentException: a specified parameter can't be used (GetShardIterator, errors); "
							+ "kinesis-local answers ResourceNotFoundException")
			.check(() -> refused(InvalidArgumentException.class, call),
					() -> refused(ResourceNotFoundException.class, call));
	}

	@Test
	void readsAreBoundedByTheModel() {
		createStream(1);
		String iterator = iterator(SHARD_0, ShardIteratorType.TRIM_HORIZON);
		refusedByTheModel(() -> client().getRecords((request) -> request.shardIterator(iterator).limit(0)));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"an iterator has 512 characters at most in the model, else it is a ValidationException; "
							+ "kinesis-local fails inside")
			.check(() -> refused(ValidationException.class, () -> get("x".repeat(513))),
					() -> failsInside(() -> get("x".repeat(513))));
	}

}
