package io.kinesisboot.producer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkerTests {

	private static final int LARGEST_ENTRY = 101;

	@Property
	void chunksAreWithinLimitsAndKeepTheOrder(@ForAll("sizes") List<Integer> sizes,
			@ForAll @IntRange(min = 1, max = 20) int maxRecords,
			@ForAll @IntRange(min = LARGEST_ENTRY, max = 400) int maxBytes) {
		List<Entry> entries = entries("orders", sizes);
		List<Chunk> chunks = new Chunker(maxRecords, maxBytes).chunks(entries);
		assertThat(chunks).allSatisfy((chunk) -> {
			assertThat(chunk.entries()).hasSizeBetween(1, maxRecords);
			assertThat(bytes(chunk)).isLessThanOrEqualTo(maxBytes);
		});
		assertThat(chunks.stream().flatMap((chunk) -> chunk.entries().stream())).containsExactlyElementsOf(entries);
	}

	@Property
	void noChunkCouldHaveTakenTheNextEntry(@ForAll("sizes") List<Integer> sizes,
			@ForAll @IntRange(min = 1, max = 20) int maxRecords,
			@ForAll @IntRange(min = LARGEST_ENTRY, max = 400) int maxBytes) {
		List<Chunk> chunks = new Chunker(maxRecords, maxBytes).chunks(entries("orders", sizes));
		for (int i = 0; i < chunks.size() - 1; i++) {
			Entry next = chunks.get(i + 1).entries().get(0);
			assertThat(chunks.get(i)).matches(
					(chunk) -> chunk.entries().size() == maxRecords || bytes(chunk) + next.sizeInBytes() > maxBytes);
		}
	}

	@Example
	void streamsThatAlternateShareNoChunkAndSplitNone() {
		List<Entry> orders = entries("orders", List.of(1, 1));
		List<Entry> clicks = entries("clicks", List.of(1, 1));
		List<Chunk> chunks = new Chunker(500, 1000)
			.chunks(List.of(orders.get(0), clicks.get(0), orders.get(1), clicks.get(1)));
		assertThat(chunks).containsExactly(new Chunk("orders", orders), new Chunk("clicks", clicks));
	}

	@Provide
	Arbitrary<List<Integer>> sizes() {
		return Arbitraries.integers().between(0, LARGEST_ENTRY - 1).list().ofMaxSize(100);
	}

	private static List<Entry> entries(String stream, List<Integer> sizes) {
		return IntStream.range(0, sizes.size())
			.mapToObj((i) -> new Entry(i, new UserRecord(stream, "k", ByteBuffer.allocate(sizes.get(i)))))
			.toList();
	}

	private static int bytes(Chunk chunk) {
		return chunk.entries().stream().mapToInt(Entry::sizeInBytes).sum();
	}

}
