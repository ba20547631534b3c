package io.kinesisboot.embedded.conformance;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * PutRecord and PutRecords.
 */
class PutConformanceTests extends ConformanceSupport {

	private static final int MEBIBYTE = 1024 * 1024;

	@Test
	void whatIsPutIsReadByteForByte() {
		createStream(1);
		byte[] payload = { 0, -1, 127, -128, 'x' };
		PutRecordResponse put = client().putRecord((request) -> request.streamName(stream())
			.partitionKey("schlüssel-é-😀")
			.data(SdkBytes.fromByteArray(payload)));
		assertThat(put.shardId()).isEqualTo(SHARD_0);
		assertThat(read(SHARD_0)).singleElement().satisfies((record) -> {
			assertThat(record.data().asByteArray()).isEqualTo(payload);
			assertThat(record.partitionKey()).isEqualTo("schlüssel-é-😀");
			assertThat(record.sequenceNumber()).isEqualTo(put.sequenceNumber());
			assertThat(record.approximateArrivalTimestamp()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
					Instant.now().plusSeconds(1));
		});
	}

	@Test
	void recordMayBeEmpty() {
		createStream(1);
		put("");
		assertThat(texts(read(SHARD_0))).containsExactly("");
	}

	@Test
	void recordGoesToTheShardOfItsKeysHash() {
		createStream(4);
		assertThat(put("a", "x").shardId()).isEqualTo(SHARD_0);
		assertThat(put("abc", "x").shardId()).isEqualTo(SHARD_2);
		assertThat(put("message digest", "x").shardId()).isEqualTo(shardId(3));
	}

	@Test
	void explicitHashKeyOverridesThePartitionKey() {
		createStream(2);
		String middle = shard(SHARD_1).hashKeyRange().startingHashKey();
		assertThat(putAt("0", "first of shard 0").shardId()).isEqualTo(SHARD_0);
		assertThat(putAt(number(middle).subtract(BigInteger.ONE).toString(), "last of shard 0").shardId())
			.isEqualTo(SHARD_0);
		assertThat(putAt(middle, "first of shard 1").shardId()).isEqualTo(SHARD_1);
		assertThat(putAt(LAST_HASH_KEY, "last of shard 1").shardId()).isEqualTo(SHARD_1);
		assertThat(read(SHARD_1)).extracting(Record::partitionKey).containsOnly("key");
	}

	@Test
	void explicitHashKeyIsANumberOf128Bits() {
		createStream(1);
		refused(InvalidArgumentException.class,
				() -> putAt(number(LAST_HASH_KEY).add(BigInteger.ONE).toString(), "too large"));
		refusedByTheModel(() -> putAt("-1", "negative"));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"ExplicitHashKey is decimal in the model, so that else it is a ValidationException; kinesis-local "
							+ "fails inside")
			.check(() -> refused(ValidationException.class, () -> putAt("0x1", "no decimal")),
					() -> failsInside(() -> putAt("0x1", "no decimal")));
	}

	@Test
	void sequenceNumbersOfAShardAscendInTheOrderOfCalls() {
		createStream(1);
		List<BigInteger> numbers = IntStream.range(0, 5)
			.mapToObj((index) -> number(put("text " + index).sequenceNumber()))
			.toList();
		assertThat(numbers).isSorted().doesNotHaveDuplicates();
		assertThat(texts(read(SHARD_0))).containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
		assertThat(number(shard(SHARD_0).sequenceNumberRange().startingSequenceNumber())).isLessThan(numbers.get(0));
	}

	@Test
	void sequenceNumberForOrderingKeepsTheOrder() {
		createStream(1);
		PutRecordResponse first = put("first");
		PutRecordResponse second = client().putRecord((request) -> request.streamName(stream())
			.partitionKey("key")
			.sequenceNumberForOrdering(first.sequenceNumber())
			.data(SdkBytes.fromUtf8String("second")));
		assertThat(number(second.sequenceNumber())).isGreaterThan(number(first.sequenceNumber()));
	}

	@Test
	void batchIsAnsweredRecordByRecordInItsOrder() {
		createStream(2);
		PutRecordsResponse response = putAll(List.of(entry("a", "0").build(), entry("abc", "1").build(),
				entry("a", "2").build(), entry("a", "3").explicitHashKey(LAST_HASH_KEY).build()));
		assertThat(response.failedRecordCount()).isZero();
		assertThat(response.records()).extracting(PutRecordsResultEntry::shardId)
			.containsExactly(SHARD_0, SHARD_1, SHARD_0, SHARD_1);
		assertThat(response.records()).allSatisfy((entry) -> {
			assertThat(entry.errorCode()).isNull();
			assertThat(entry.errorMessage()).isNull();
		});
		assertThat(read(SHARD_0)).extracting(Record::sequenceNumber)
			.containsExactly(response.records().get(0).sequenceNumber(), response.records().get(2).sequenceNumber());
		assertThat(texts(read(SHARD_0))).containsExactly("0", "2");
		assertThat(texts(read(SHARD_1))).containsExactly("1", "3");
	}

	@Test
	void batchHasOneToFiveHundredRecords() {
		createStream(1);
		putAll(Collections.nCopies(500, entry(1)));
		assertThat(read(SHARD_0)).hasSize(500);
		Deviation.of(Engine.KINESIS_LOCAL, "Records has 1 to 500 members in the model; kinesis-local takes any number")
			.check(() -> {
				refusedByTheModel(() -> putAll(Collections.nCopies(501, entry(1))));
				refusedByTheModel(() -> putAll(List.of()));
			}, () -> putAll(Collections.nCopies(501, entry(1))));
	}

	@Test
	void batchOfMoreThanTenMebibytesIsRefused() {
		createStream(1);
		List<PutRecordsRequestEntry> records = Collections.nCopies(11, entry(MEBIBYTE - 10));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"a request has at most 10 MiB, partition keys included (PutRecords); kinesis-local takes more")
			.check(() -> refused(InvalidArgumentException.class, () -> putAll(records)), () -> putAll(records));
	}

	private PutRecordsResponse putAll(List<PutRecordsRequestEntry> records) {
		return client().putRecords((request) -> request.streamName(stream()).records(records));
	}

	private static PutRecordsRequestEntry.Builder entry(String key, String text) {
		return PutRecordsRequestEntry.builder().partitionKey(key).data(SdkBytes.fromUtf8String(text));
	}

	private static PutRecordsRequestEntry entry(int bytes) {
		return PutRecordsRequestEntry.builder()
			.partitionKey("key")
			.data(SdkBytes.fromByteArray(new byte[bytes]))
			.build();
	}

	@Test
	void partitionKeyHasOneTo256Characters() {
		createStream(1);
		put("k".repeat(256), "long");
		refusedByTheModel(() -> put("k".repeat(257), "too long"));
		refusedByTheModel(() -> put("", "too short"));
		assertThat(texts(read(SHARD_0))).containsExactly("long");
	}

	@Test
	void recordHasAMebibyteByDefault() {
		createStream(1);
		client().putRecord((request) -> request.streamName(stream())
			.partitionKey("key")
			.data(SdkBytes.fromByteArray(new byte[MEBIBYTE - 3])));
		// The documentation does not name the type
		assertThatExceptionOfType(KinesisException.class)
			.isThrownBy(() -> client().putRecord((request) -> request.streamName(stream())
				.partitionKey("key")
				.data(SdkBytes.fromByteArray(new byte[MEBIBYTE + 1]))))
			.satisfies((refusal) -> assertThat(refusal.statusCode()).isEqualTo(400));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"data and partition key together must not exceed the limit (PutRecord, Data); kinesis-local "
							+ "counts the data alone")
			.check(() -> refused(InvalidArgumentException.class, this::putAMebibyteAndItsKey),
					this::putAMebibyteAndItsKey);
	}

	private void putAMebibyteAndItsKey() {
		client().putRecord((request) -> request.streamName(stream())
			.partitionKey("key")
			.data(SdkBytes.fromByteArray(new byte[MEBIBYTE])));
	}

	@Test
	void recordsOfOneKeyKeepTheirOrderThroughASplitAndAMerge() {
		createStream(1);
		List<String> keys = List.of("a", "abc", "message digest", "z");
		int sent = 0;
		sent = putEach(keys, sent);
		split(SHARD_0, MIDDLE_HASH_KEY);
		sent = putEach(keys, sent);
		merge(SHARD_1, SHARD_2);
		sent = putEach(keys, sent);
		List<Record> inOrderOfShards = new ArrayList<>();
		shards().forEach((shard) -> inOrderOfShards.addAll(read(shard.shardId())));
		assertThat(sent).isEqualTo(6);
		for (String key : keys) {
			List<Record> ofKey = inOrderOfShards.stream()
				.filter((record) -> record.partitionKey().equals(key))
				.toList();
			assertThat(texts(ofKey)).containsExactly("0", "1", "2", "3", "4", "5");
			assertThat(ofKey).map((record) -> number(record.sequenceNumber())).isSorted();
		}
	}

	private int putEach(List<String> keys, int first) {
		int next = first;
		for (int turn = 0; turn < 2; turn++) {
			for (String key : keys) {
				put(key, Integer.toString(next));
			}
			next++;
		}
		return next;
	}

}
