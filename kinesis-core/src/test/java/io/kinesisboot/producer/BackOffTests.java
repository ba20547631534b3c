package io.kinesisboot.producer;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffTests {

	@Example
	void delaysFillTheWholeRangeUpToTheDoubledBound() {
		BackOff backOff = new BackOff(Duration.ofMillis(50), Duration.ofSeconds(2), new Random(42));
		long boundNanos = Duration.ofMillis(200).toNanos();
		assertThat(LongStream.range(0, 1000).map((i) -> backOff.delayNanos(3))).allMatch((delay) -> delay <= boundNanos)
			.anyMatch((delay) -> delay < boundNanos / 50)
			.anyMatch((delay) -> delay > boundNanos - boundNanos / 50);
	}

	@Property
	void delayLiesBetweenZeroAndTheBound(@ForAll @LongRange(min = 1, max = 86_400_000) long baseMillis,
			@ForAll @IntRange(min = 1, max = 1000) int attempts, @ForAll long seed) {
		Duration base = Duration.ofMillis(baseMillis);
		Duration cap = Duration.ofDays(1);
		double bound = Math.min(cap.toNanos(), base.toNanos() * Math.pow(2, attempts - 1));
		assertThat(new BackOff(base, cap, new Random(seed)).delayNanos(attempts)).isBetween(0L, (long) bound);
	}

}
