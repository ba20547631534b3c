package io.kinesisboot.shard;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A point among the 2<sup>128</sup> that the shards of a stream divide among them: an
 * unsigned number of 128 bits. Immutable.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 * @since 0.1.0
 */
public record HashKey(long high, long low) implements Comparable<HashKey> {

	/** The first one, 0. */
	public static final HashKey MIN = new HashKey(0, 0);

	/** The last one, 2<sup>128</sup>-1. */
	public static final HashKey MAX = new HashKey(-1, -1);

	private static final Pattern DECIMAL = Pattern.compile("0|[1-9]\\d{0,38}");

	private static final ThreadLocal<KeyHasher> HASHER = ThreadLocal.withInitial(KeyHasher::new);

	/**
	 * Hashes a partition key as the service does: the MD5 of its UTF-8 bytes.
	 * @param partitionKey the partition key
	 * @return the hash key it belongs to
	 */
	public static HashKey ofPartitionKey(String partitionKey) {
		return HASHER.get().hash(partitionKey);
	}

	/**
	 * Reads an explicit hash key.
	 * @param decimal a decimal number from 0 to 2<sup>128</sup>-1, without leading zeros
	 * @return the hash key
	 * @throws IllegalArgumentException if it is no such number
	 */
	public static HashKey parse(String decimal) {
		BigInteger value = DECIMAL.matcher(decimal).matches() ? new BigInteger(decimal) : BigInteger.ONE.negate();
		if (value.signum() < 0 || value.bitLength() > 2 * Long.SIZE) {
			throw new IllegalArgumentException(
					"A hash key must be a decimal number between 0 and 2^128-1 but was '" + decimal + "'");
		}
		return new HashKey(value.shiftRight(Long.SIZE).longValue(), value.longValue());
	}

	@Override
	public int compareTo(HashKey other) {
		int order = Long.compareUnsigned(this.high, other.high);
		return (order != 0) ? order : Long.compareUnsigned(this.low, other.low);
	}

	/**
	 * Writes it as explicit hash keys are written.
	 * @return the decimal number
	 */
	@Override
	public String toString() {
		return unsigned(this.high).shiftLeft(Long.SIZE).or(unsigned(this.low)).toString();
	}

	private static BigInteger unsigned(long value) {
		return new BigInteger(Long.toUnsignedString(value));
	}

}
