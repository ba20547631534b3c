package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.google.protobuf.ByteString;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.Messages;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Aggregator} and of {@link Aggregate}, with KCL and protocol buffers as
 * judges of both, on records that a seed makes.
 */
class AggregationTests {

	private static final int MAX_BYTES = 50 * 1024;

	private final Aggregator aggregator = new Aggregator(MAX_BYTES);

	static LongStream seeds() {
		return LongStream.range(0, 200);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatIsPackedIsUnpackedAsItWas(long seed) {
		List<Packed> added = addAll(records(new Random(seed)));
		int size = this.aggregator.sizeInBytes();
		byte[] bytes = this.aggregator.drain();
		assertThat(bytes).hasSize(size).hasSizeLessThanOrEqualTo(MAX_BYTES).isEqualTo(packByProtocolBuffers(added));
		assertThat(unpack(read(bytes))).isEqualTo(added);
		assertThat(this.aggregator.count()).isZero();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void clientLibraryUnpacksWhatIsPacked(long seed) {
		List<Packed> added = addAll(records(new Random(seed)));
		assertThat(unpackByClientLibrary(this.aggregator.drain()))
			.isEqualTo(added.stream().map(Packed::withoutTags).toList());
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void damagedAggregateIsTakenForAPlainRecord(long seed) {
		Random random = new Random(seed);
		addAll(records(random));
		byte[] bytes = this.aggregator.drain();
		assertThat(Aggregate.read(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length)))).isNull();
		bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
		assertThat(Aggregate.read(ByteBuffer.wrap(bytes))).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void messageOfWhateverBytesIsReadWholeOrNotAtAll(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 20; round++) {
			addAll(records(random));
			byte[] bytes = this.aggregator.drain();
			byte[] message = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length - AggregateFormat.CHECKSUM_BYTES);
			for (int i = 0; i <= random.nextInt(4); i++) {
				message[random.nextInt(message.length)] = (byte) random.nextInt();
			}
			Aggregate aggregate = Aggregate.read(ByteBuffer.wrap(framed(message)));
			if (aggregate != null) {
				assertThat(unpack(aggregate)).hasSize(aggregate.size());
				assertThat(aggregate.outside(HashRange.ALL).length()).isLessThanOrEqualTo(aggregate.size());
			}
		}
	}

	@Test
	void plainDataIsNoAggregate() {
		ByteBuffer plain = bytes("a record like any other that is long enough");
		assertThat(Aggregate.read(bytes(""))).isNull();
		assertThat(Aggregate.read(plain)).isNull();
		assertThat(Aggregate.isMarked(plain)).isFalse();
	}

	@Test
	void damagedAggregateIsStillMarkedAsOne() {
		add("key", null, "data");
		byte[] damaged = this.aggregator.drain();
		damaged[damaged.length - 1]++;
		assertThat(Aggregate.isMarked(ByteBuffer.wrap(damaged))).isTrue();
		assertThat(Aggregate.read(ByteBuffer.wrap(damaged))).isNull();
	}

	@Test
	void recordWithoutRoomLeavesTheAggregateAsItWas() {
		assertThat(add("key", null, "data")).isTrue();
		int size = this.aggregator.sizeInBytes();
		assertThat(this.aggregator.add("other", "7", ByteBuffer.allocate(MAX_BYTES), Map.of("a", "b"))).isFalse();
		assertThat(this.aggregator.sizeInBytes()).isEqualTo(size);
		assertThat(add("third", null, "more")).isTrue();
		assertThat(unpack(read(this.aggregator.drain()))).extracting(Packed::partitionKey)
			.containsExactly("key", "third");
	}

	@Test
	void aggregateIsFilledToTheLastByte() {
		int frame = 20 + 2 + "key".length() + 4 + 2 + 4;
		assertThat(this.aggregator.add("key", null, ByteBuffer.allocate(MAX_BYTES - frame + 1), Map.of())).isFalse();
		assertThat(this.aggregator.add("key", null, ByteBuffer.allocate(MAX_BYTES - frame), Map.of())).isTrue();
		assertThat(this.aggregator.drain()).hasSize(MAX_BYTES);
	}

	@Test
	void keyThatComesAgainIsWrittenOnce() {
		add("a long key", "1", "a");
		int size = this.aggregator.sizeInBytes();
		add("a long key", "1", "b");
		assertThat(this.aggregator.sizeInBytes() - size).isEqualTo(2 + 2 + 2 + 3);
	}

	@Test
	void positionOfThePayloadIsLeft() {
		ByteBuffer data = bytes("xxdata").position(2);
		this.aggregator.add("key", null, data.asReadOnlyBuffer(), Map.of());
		assertThat(data.position()).isEqualTo(2);
		assertThat(read(this.aggregator.drain()).data(0)).isEqualTo(bytes("data"));
	}

	@Test
	void manyKeysAreKeptApart() {
		Aggregator large = new Aggregator(1024 * 1024);
		for (int number = 0; number < 10_000; number++) {
			assertThat(large.add("key-" + number % 5000, null, bytes("key-" + number % 5000), Map.of())).isTrue();
		}
		assertThat(unpack(read(large.drain()))).hasSize(10_000)
			.allSatisfy((record) -> assertThat(record.partitionKey()).isEqualTo(record.text()));
	}

	@Test
	void recordsThatBelongToAnotherShardAreFound() {
		add("low", "5", "a");
		add("high", HashKey.MAX.toString(), "b");
		add("high", "6", "c");
		add("hashed", null, "d");
		Aggregate aggregate = read(this.aggregator.drain());
		HashRange lower = new HashRange(HashKey.MIN, HashKey.ofPartitionKey("hashed"));
		HashRange six = new HashRange(HashKey.parse("6"), HashKey.parse("6"));
		assertThat(aggregate.outside(HashRange.ALL).stream()).isEmpty();
		assertThat(aggregate.outside(lower).stream()).containsExactly(1);
		assertThat(aggregate.outside(six).stream()).containsExactly(0, 1, 3);
	}

	@Test
	void explicitHashKeyThatIsNoNumberBelongsToWhateverShardItIsIn() {
		add("key", "none", "a");
		HashRange nearlyNothing = new HashRange(HashKey.parse("1"), HashKey.parse("1"));
		assertThat(read(this.aggregator.drain()).outside(nearlyNothing).stream()).isEmpty();
	}

	private boolean add(String partitionKey, @Nullable String explicitHashKey, String text) {
		return this.aggregator.add(partitionKey, explicitHashKey, bytes(text), Map.of());
	}

	private List<Packed> addAll(List<Packed> records) {
		return records.stream()
			.filter((record) -> this.aggregator.add(record.partitionKey(), record.explicitHashKey(),
					bytes(record.text()), record.tags()))
			.toList();
	}

	private static Aggregate read(byte[] bytes) {
		ByteBuffer surrounded = ByteBuffer.allocate(bytes.length + 10).position(5).put(bytes).flip().position(5);
		return Objects.requireNonNull(Aggregate.read(surrounded.asReadOnlyBuffer()));
	}

	private static List<Packed> unpack(Aggregate aggregate) {
		return IntStream.range(0, aggregate.size())
			.mapToObj((index) -> new Packed(aggregate.partitionKey(index), aggregate.explicitHashKey(index),
					StandardCharsets.UTF_8.decode(aggregate.data(index)).toString(), aggregate.tags(index)))
			.toList();
	}

	private static List<Packed> unpackByClientLibrary(byte[] bytes) {
		KinesisClientRecord record = KinesisClientRecord.builder()
			.partitionKey("a")
			.data(ByteBuffer.wrap(bytes))
			.build();
		return new AggregatorUtil().deaggregate(List.of(record))
			.stream()
			.map((user) -> new Packed(user.partitionKey(), user.explicitHashKey(),
					StandardCharsets.UTF_8.decode(user.data()).toString(), Map.of()))
			.toList();
	}

	private static byte[] packByProtocolBuffers(List<Packed> records) {
		List<String> keys = records.stream().map(Packed::partitionKey).distinct().toList();
		List<String> hashKeys = records.stream()
			.map(Packed::explicitHashKey)
			.filter(Objects::nonNull)
			.distinct()
			.toList();
		Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder()
			.addAllPartitionKeyTable(keys)
			.addAllExplicitHashKeyTable(hashKeys);
		for (Packed record : records) {
			Messages.Record.Builder entry = message.addRecordsBuilder()
				.setPartitionKeyIndex(keys.indexOf(record.partitionKey()))
				.setData(ByteString.copyFromUtf8(record.text()));
			if (record.explicitHashKey() != null) {
				entry.setExplicitHashKeyIndex(hashKeys.indexOf(record.explicitHashKey()));
			}
			record.tags().forEach((key, value) -> entry.addTagsBuilder().setKey(key).setValue(value));
		}
		return framed(message.build().toByteArray());
	}

	private static byte[] framed(byte[] message) {
		return ByteBuffer.allocate(message.length + AggregateFormat.FRAME_BYTES)
			.putInt(AggregateFormat.MAGIC)
			.put(message)
			.put(AggregateFormat.checksum(ByteBuffer.wrap(message)))
			.array();
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static List<Packed> records(Random random) {
		List<Packed> records = new ArrayList<>();
		int count = 1 + random.nextInt(40);
		while (records.size() < count) {
			records.add(new Packed(text(random, 1, (random.nextInt(10) > 0) ? 2 : 256), explicitHashKey(random),
					text(random, 0, (random.nextInt(10) > 0) ? 120 : 20_000), tags(random)));
		}
		return records;
	}

	private static @Nullable String explicitHashKey(Random random) {
		return switch (random.nextInt(5)) {
			case 0 -> String.valueOf(random.nextInt(3));
			case 1 -> new HashKey(random.nextLong(), random.nextLong()).toString();
			default -> null;
		};
	}

	private static Map<String, String> tags(Random random) {
		Map<String, String> tags = new LinkedHashMap<>();
		for (int i = random.nextInt(4); i > 1; i--) {
			tags.put(text(random, 0, 10), text(random, 0, 300));
		}
		return tags;
	}

	private static String text(Random random, int minLength, int maxLength) {
		String alphabet = (random.nextInt(5) > 0) ? "abc" : "aéß鍵";
		return random.ints(minLength + random.nextInt(maxLength - minLength + 1), 0, alphabet.length())
			.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
			.toString();
	}

	/**
	 * A user record in an aggregate.
	 */
	private record Packed(String partitionKey, @Nullable String explicitHashKey, String text,
			Map<String, String> tags) {

		Packed withoutTags() {
			return new Packed(this.partitionKey, this.explicitHashKey, this.text, Map.of());
		}

	}

}
