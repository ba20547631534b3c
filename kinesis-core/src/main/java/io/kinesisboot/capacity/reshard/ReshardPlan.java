package io.kinesisboot.capacity.reshard;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is to be done to the shards of a stream, and why. Immutable.
 *
 * @param stream the stream
 * @param shards how many open shards it has
 * @param recommendedShards how many its load needs within the bounds, if it is spread
 * evenly; empty unless all of them were measured
 * @param unmeasured the open shards that were not measured long enough, or not lately:
 * they are left as they are
 * @param hotShards the shards that have too much to do
 * @param steps what to do, one after the other
 * @since 0.1.0
 */
public record ReshardPlan(String stream, int shards, OptionalInt recommendedShards, List<String> unmeasured,
		List<HotShard> hotShards, List<ReshardStep> steps) {

	public ReshardPlan {
		unmeasured = List.copyOf(unmeasured);
		hotShards = List.copyOf(hotShards);
		steps = List.copyOf(steps);
	}

	/**
	 * Writes the plan for a reader.
	 * @return several lines of text
	 */
	@Override
	public String toString() {
		String recommended = this.recommendedShards.isPresent()
				? "its load needs " + this.recommendedShards.getAsInt() + " if spread evenly"
				: "not measured: " + String.join(", ", this.unmeasured);
		Stream<String> todo = this.steps.isEmpty() ? Stream.of("Nothing to do")
				: IntStream.range(0, this.steps.size()).mapToObj((i) -> "%d. %s".formatted(i + 1, this.steps.get(i)));
		return Stream
			.of(Stream.of("Stream '%s' has %d open shards; %s".formatted(this.stream, this.shards, recommended)),
					this.hotShards.stream().map(HotShard::toString), todo)
			.flatMap((lines) -> lines)
			.collect(Collectors.joining("\n"));
	}

}
