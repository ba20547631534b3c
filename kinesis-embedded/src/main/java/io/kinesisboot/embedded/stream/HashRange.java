package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.protocol.AnswerWriter;

/**
 * The hash keys of one shard. Immutable.
 *
 * @param start the first of them
 * @param end the last of them
 */
record HashRange(HashKey start, HashKey end) {

	private static final BigInteger ALL_KEYS = BigInteger.ONE.shiftLeft(128);

	/**
	 * Divides the ring as the service does: equal parts, the last one taking what is left
	 * over.
	 * @param parts how many
	 * @return the ranges in ascending order
	 */
	static List<HashRange> divide(int parts) {
		BigInteger width = ALL_KEYS.divide(BigInteger.valueOf(parts));
		return IntStream.range(0, parts).mapToObj((part) -> {
			BigInteger start = width.multiply(BigInteger.valueOf(part));
			boolean last = part == parts - 1;
			return new HashRange(HashKey.of(start),
					last ? HashKey.MAX : HashKey.of(start.add(width).subtract(BigInteger.ONE)));
		}).toList();
	}

	void writeTo(AnswerWriter out) {
		out.text("StartingHashKey", this.start.toString()).text("EndingHashKey", this.end.toString());
	}

}
