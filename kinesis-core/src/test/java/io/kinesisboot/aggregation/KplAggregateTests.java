package io.kinesisboot.aggregation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Aggregate} and of {@link Aggregator} by bytes that the native Kinesis
 * Producer Library made; the resource says how.
 */
class KplAggregateTests {

	private static final String MAX_HASH_KEY = HashKey.MAX.toString();

	private static final List<Packed> RECORDS = List.of(new Packed("key-1", "0", "payload-1"),
			new Packed("key-2", null, "payload-2"), new Packed("schl\u00fcssel-\u65e5\u672c", null, "payload-3"),
			new Packed("key-0", MAX_HASH_KEY, "payload-4"), new Packed("key-1", null, ""),
			new Packed("key-2", null, "payload-6"));

	@Test
	void aggregateOfTheNativeProducerIsRead() throws IOException {
		Aggregate aggregate = Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(nativeBytes())));
		assertThat(IntStream.range(0, aggregate.size()).mapToObj((index) -> Packed.of(aggregate, index)))
			.containsExactlyElementsOf(RECORDS);
		assertThat(IntStream.range(0, aggregate.size()).mapToObj(aggregate::tags)).allMatch(Map::isEmpty);
	}

	@Test
	void recordsOfTheNativeProducerAreOutsideByTheirExplicitHashKeysFirst() throws IOException {
		Aggregate aggregate = Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(nativeBytes())));
		HashRange allButTheFirst = new HashRange(HashKey.parse("1"), HashKey.MAX);
		HashRange onlyTheLast = new HashRange(HashKey.MAX, HashKey.MAX);
		assertThat(aggregate.outside(HashRange.ALL).stream()).isEmpty();
		assertThat(aggregate.outside(allButTheFirst).stream()).containsExactly(0);
		assertThat(aggregate.outside(onlyTheLast).stream()).containsExactly(0, 1, 2, 4, 5);
	}

	@Test
	void sameRecordsArePackedIntoTheBytesOfTheNativeProducer() throws IOException {
		Aggregator aggregator = new Aggregator(1024);
		RECORDS.forEach((record) -> aggregator.add(record.partitionKey(), record.explicitHashKey(),
				ByteBuffer.wrap(record.text().getBytes(StandardCharsets.UTF_8)), Map.of()));
		assertThat(aggregator.drain()).isEqualTo(nativeBytes());
	}

	private static byte[] nativeBytes() throws IOException {
		try (InputStream file = Objects.requireNonNull(KplAggregateTests.class.getResourceAsStream("kpl-1.1.1.hex"))) {
			return HexFormat.of()
				.parseHex(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
					.filter((line) -> !line.startsWith("#"))
					.collect(Collectors.joining()));
		}
	}

	/**
	 * A user record in an aggregate.
	 */
	private record Packed(String partitionKey, @Nullable String explicitHashKey, String text) {

		static Packed of(Aggregate aggregate, int index) {
			return new Packed(aggregate.partitionKey(index), aggregate.explicitHashKey(index),
					StandardCharsets.UTF_8.decode(aggregate.data(index)).toString());
		}

	}

}
