package io.kinesisboot.flink.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserRecordCursor}.
 */
class UserRecordCursorTests {

	@Test
	void aggregatesAndPlainRecordsComeAsUserRecords() {
		UserRecordCursor cursor = cursor(ShardPosition.TRIM_HORIZON);
		cursor.advance(List.of(plain("1", "x"), aggregate("2", "a", "b"), plain("3", "y")));
		assertThat(rest(cursor)).containsExactly("1/0 x", "2/0 a", "2/1 b", "3/0 y");
		assertThat(cursor.position()).isEqualTo(ShardPosition.after("3"));
	}

	@Test
	void positionIsInTheMiddleOfAnAggregateUntilItsLastRecord() {
		UserRecordCursor cursor = cursor(ShardPosition.TRIM_HORIZON);
		cursor.advance(List.of(aggregate("2", "a", "b", "c")));
		assertThat(cursor.position()).isEqualTo(ShardPosition.TRIM_HORIZON);
		cursor.next();
		cursor.next();
		assertThat(cursor.position()).isEqualTo(ShardPosition.after("2", 1));
		cursor.next();
		assertThat(cursor.position()).isEqualTo(ShardPosition.after("2"));
	}

	@Test
	void aggregateGoesOnWhereItWasLeft() {
		UserRecordCursor cursor = cursor(ShardPosition.after("2", 1));
		cursor.advance(List.of(aggregate("2", "a", "b", "c", "d"), plain("3", "x")));
		assertThat(rest(cursor)).containsExactly("2/2 c", "2/3 d", "3/0 x");
	}

	@Test
	void recordsThatAReadBringsAgainAreLeftOut() {
		UserRecordCursor cursor = cursor(ShardPosition.TRIM_HORIZON);
		cursor.advance(List.of(plain("9", "x"), aggregate("10", "a", "b")));
		assertThat(rest(cursor)).hasSize(3);
		cursor.advance(List.of(plain("9", "x"), aggregate("10", "a", "b"), plain("11", "y")));
		assertThat(rest(cursor)).containsExactly("11/0 y");
	}

	@Test
	void userRecordsOfOtherShardsAreLeftOut() {
		HashKey middle = HashKey.ofPartitionKey("b");
		UserRecordCursor cursor = cursor(ShardPosition.TRIM_HORIZON, new HashRange(middle, middle));
		cursor.advance(List.of(aggregate("2", "a", "b", "c"), aggregate("3", "a", "c")));
		assertThat(rest(cursor)).containsExactly("2/1 b");
		assertThat(cursor.position()).isEqualTo(ShardPosition.after("3"));
	}

	@Test
	void damagedAggregateIsTakenAsItIs() {
		byte[] damaged = aggregate("2", "a").data().asByteArray();
		damaged[damaged.length - 1]++;
		UserRecordCursor cursor = cursor(ShardPosition.TRIM_HORIZON);
		cursor.advance(List.of(record("2", SdkBytes.fromByteArray(damaged))));
		assertThat(cursor.next()).isNotNull().extracting(ReceivedRecord::bytes).isEqualTo(damaged);
		assertThat(cursor.next()).isNull();
	}

	private static UserRecordCursor cursor(ShardPosition position) {
		return cursor(position, HashRange.ALL);
	}

	private static UserRecordCursor cursor(ShardPosition position, HashRange hashKeys) {
		return new UserRecordCursor(new StreamName("orders"), new ShardSplit("shard", hashKeys, position));
	}

	private static List<String> rest(UserRecordCursor cursor) {
		List<String> records = new ArrayList<>();
		for (ReceivedRecord next = cursor.next(); next != null; next = cursor.next()) {
			records.add(next.sequenceNumber() + "/" + next.subSequenceNumber() + " "
					+ new String(next.bytes(), StandardCharsets.UTF_8));
		}
		return records;
	}

	/** Each text is the partition key as well. */
	private static Record aggregate(String sequenceNumber, String... texts) {
		Aggregator aggregator = new Aggregator(1000);
		for (String text : texts) {
			aggregator.add(text, null, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Map.of());
		}
		return record(sequenceNumber, SdkBytes.fromByteArray(aggregator.drain()));
	}

	private static Record plain(String sequenceNumber, String text) {
		return record(sequenceNumber, SdkBytes.fromUtf8String(text));
	}

	private static Record record(String sequenceNumber, SdkBytes data) {
		return Record.builder()
			.sequenceNumber(sequenceNumber)
			.partitionKey("key")
			.approximateArrivalTimestamp(Instant.EPOCH)
			.data(data)
			.build();
	}

}
