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

	HashKey middle() {
		return HashKey.of(this.start.value().add(this.end.value()).add(BigInteger.ONE).shiftRight(1));
	}

	/**
	 * Whether the service would split a shard there.
	 * @param key the first hash key of the second part
	 * @return whether the first part gets two hash keys at least, and the second too
	 */
	boolean canBeSplitAt(HashKey key) {
		return key.compareTo(this.start) > 0 && key.previous().compareTo(this.start) > 0 && key.compareTo(this.end) < 0;
	}

	void writeTo(AnswerWriter out) {
		out.text("StartingHashKey", this.start.toString()).text("EndingHashKey", this.end.toString());
	}

}
