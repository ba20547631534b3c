package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The number of a record, laid out bit by bit as the service's own (version 2), because
 * clients such as the KCL read the shard from it. Immutable.
 *
 * @param shardSeconds when the shard was created, in seconds since the epoch, or later:
 * those of a child are greater than its parents', so that its numbers are too, and those
 * of a namesake are others
 * @param shardIndex the number in the shard's id
 * @param index the record's place in its shard, from 1; 0 stands for the shard's start
 * @param seconds when the record arrived, in seconds since the epoch
 * @since 0.1.0
 */
public record SequenceNumber(long shardSeconds, int shardIndex, long index, long seconds) {

	/*
	 * From the most significant bit down: version 2 (4 bits), shardSeconds (36), the
	 * lowest bits of shardIndex (4), index (64), nothing (8), seconds (36), shardIndex
	 * (32), version 2 again (4). These 188 bits have 56 decimal digits.
	 */

	/** The index in the number at which a closed shard ends, beyond every record's. */
	static final long LAST_INDEX = Long.MAX_VALUE;

	private static final int VERSION = 2;

	private static final int BITS = 186;

	private static final int DIGITS = 56;

	private static final int DIGITS_AT_ONCE = 9;

	private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

	/**
	 * Reads a sequence number.
	 * @param decimal digits only
	 * @return the number, or null if no shard could have made it
	 */
	public static @Nullable SequenceNumber parse(String decimal) {
		BigInteger number = new BigInteger(decimal);
		if (number.bitLength() != BITS || bits(number, 184, 4) != VERSION || bits(number, 0, 4) != VERSION) {
			return null;
		}
		long index = bits(number, 80, 64);
		int shardIndex = (int) bits(number, 4, 32);
		if (index < 0 || shardIndex < 0) {
			return null;
		}
		return new SequenceNumber(bits(number, 148, 36), shardIndex, index, bits(number, 36, 36));
	}

	private static long bits(BigInteger number, int offset, int length) {
		return number.shiftRight(offset).longValue() & (-1L >>> (Long.SIZE - length));
	}

	/**
	 * Its decimal form. Divided by hand: a {@link BigInteger} for each record would be
	 * most of the work of a put.
	 */
	@Override
	public String toString() {
		long low = (this.seconds << 36) | ((this.shardIndex & UNSIGNED_INT) << 4) | VERSION;
		long middle = (this.index << 16) | (this.seconds >>> 28);
		long high = ((long) VERSION << 56) | (this.shardSeconds << 20) | ((this.shardIndex & 0xFL) << 16)
				| (this.index >>> 48);
		int[] words = { (int) (high >>> 32), (int) high, (int) (middle >>> 32), (int) middle, (int) (low >>> 32),
				(int) low };
		byte[] digits = new byte[DIGITS];
		for (int end = DIGITS; end > 0; end -= DIGITS_AT_ONCE) {
			int remainder = divideByBillion(words);
			for (int at = end - 1; at >= Math.max(0, end - DIGITS_AT_ONCE); at--) {
				digits[at] = (byte) ('0' + remainder % 10);
				remainder /= 10;
			}
		}
		return new String(digits, StandardCharsets.ISO_8859_1);
	}

	private static int divideByBillion(int[] words) {
		long remainder = 0;
		for (int word = 0; word < words.length; word++) {
			long dividend = (remainder << 32) | (words[word] & UNSIGNED_INT);
			words[word] = (int) (dividend / 1_000_000_000);
			remainder = dividend % 1_000_000_000;
		}
		return (int) remainder;
	}

}
