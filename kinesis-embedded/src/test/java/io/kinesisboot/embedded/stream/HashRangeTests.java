package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.util.List;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HashRange}.
 */
class HashRangeTests {

	private static final BigInteger ALL_KEYS = BigInteger.TWO.pow(128);

	@Example
	void ringIsDividedAsTheServiceDivides() {
		assertThat(HashRange.divide(3)).map((range) -> range.start() + "-" + range.end())
			.containsExactly("0-113427455640312821154458202477256070484",
					"113427455640312821154458202477256070485-226854911280625642308916404954512140969",
					"226854911280625642308916404954512140970-340282366920938463463374607431768211455");
	}

	@Property(tries = 50)
	void partsCoverTheRingWithoutGapOrOverlap(@ForAll @IntRange(min = 1, max = 3000) int parts) {
		List<HashRange> ranges = HashRange.divide(parts);
		BigInteger width = ALL_KEYS.divide(BigInteger.valueOf(parts));
		assertThat(ranges).hasSize(parts);
		assertThat(ranges.get(parts - 1).end()).isEqualTo(HashKey.MAX);
		BigInteger start = BigInteger.ZERO;
		for (int part = 0; part < parts; part++) {
			assertThat(ranges.get(part).start()).isEqualTo(HashKey.of(width.multiply(BigInteger.valueOf(part))));
			assertThat(ranges.get(part).start()).isEqualTo(HashKey.of(start));
			start = new BigInteger(ranges.get(part).end().toString()).add(BigInteger.ONE);
		}
	}

}
