package io.kinesisboot.listener.filter;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random event patterns against random events, with Ruler as the judge.
 */
class RandomEventPatternTests {

	private static final List<String> VALUES = List.of("\"x\"", "\"xy\"", "\"Y\"", "\"\"", "5", "6.5", "true", "null");

	private static final List<String> OPERATORS = List.of("{\"prefix\":\"x\"}", "{\"suffix\":\"y\"}",
			"{\"equals-ignore-case\":\"XY\"}", "{\"wildcard\":\"*x*\"}", "{\"anything-but\":\"x\"}",
			"{\"anything-but\":[5,6]}", "{\"anything-but\":{\"prefix\":\"x\"}}", "{\"numeric\":[\">\",5]}",
			"{\"numeric\":[\">=\",5,\"<\",6]}", "{\"exists\":true}", "{\"exists\":false}");

	private final long seed = System.nanoTime();

	private final Random random = new Random(this.seed);

	@Test
	void patternAcceptsWhatEventBridgeAccepts() throws Exception {
		int accepted = 0;
		for (int i = 0; i < 3000; i++) {
			String pattern = patternObject(2);
			String event = eventObject(2);
			boolean expected = Ruler.matchesRule(event, pattern);
			assertThat(EventPattern.parse("filter", List.of("{\"data\":" + pattern + "}")).accepts(Records.of(event)))
				.as("%s of %s (seed %d)", pattern, event, this.seed)
				.isEqualTo(expected);
			accepted += expected ? 1 : 0;
		}
		assertThat(accepted).as("accepted (seed %d)", this.seed).isBetween(100, 2900);
	}

	private String patternObject(int depth) {
		String fields = List.of("a", "b", "c")
			.subList(0, 1 + this.random.nextInt(2))
			.stream()
			.map((name) -> "\"%s\":%s".formatted(name, patternField(depth)))
			.collect(Collectors.joining(","));
		return (depth > 0 && chance(5)) ? "{%s,\"$or\":[{\"c\":%s},{\"d\":%s}]}".formatted(fields,
				patternField(depth - 1), patternField(depth - 1)) : "{" + fields + "}";
	}

	private String patternField(int depth) {
		return (depth > 0 && chance(3)) ? patternObject(depth - 1)
				: IntStream.rangeClosed(0, this.random.nextInt(3))
					.mapToObj((index) -> chance(2) ? one(VALUES) : one(OPERATORS))
					.collect(Collectors.joining(",", "[", "]"));
	}

	private String eventObject(int depth) {
		return List.of("a", "b", "c", "d")
			.stream()
			.filter((name) -> !chance(4))
			.map((name) -> "\"%s\":%s".formatted(name, eventField(depth)))
			.collect(Collectors.joining(",", "{", "}"));
	}

	private String eventField(int depth) {
		if (depth == 0 || chance(2)) {
			return one(VALUES);
		}
		return chance(2) ? eventObject(depth - 1)
				: IntStream.range(0, this.random.nextInt(4))
					.mapToObj((index) -> eventField(depth - 1))
					.collect(Collectors.joining(",", "[", "]"));
	}

	private boolean chance(int oneOf) {
		return this.random.nextInt(oneOf) == 0;
	}

	private String one(List<String> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

}
