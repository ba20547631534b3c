package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.jspecify.annotations.Nullable;

/**
 * A place on the ring of 2^128 hash keys: an unsigned number of 128 bits. Immutable.
 *
 * @param high its upper 64 bits
 * @param low its lower 64 bits
 * @since 0.1.0
 */
public record HashKey(long high, long low) implements Comparable<HashKey> {

	static final HashKey MAX = new HashKey(-1, -1);

	private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(HashKey::md5);

	/**
	 * The hash key of records that name none.
	 * @param partitionKey their partition key
	 * @return the MD5 of its UTF-8 bytes
	 */
	public static HashKey ofPartitionKey(String partitionKey) {
		ByteBuffer digest = ByteBuffer.wrap(MD5.get().digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
		return new HashKey(digest.getLong(), digest.getLong());
	}

	/**
	 * Reads an explicit hash key.
	 * @param decimal digits only
	 * @return the hash key, or null if it is 2^128 or more
	 */
	public static @Nullable HashKey parse(String decimal) {
		BigInteger value = new BigInteger(decimal);
		return (value.bitLength() <= 128) ? of(value) : null;
	}

	static HashKey of(BigInteger value) {
		return new HashKey(value.shiftRight(64).longValue(), value.longValue());
	}

	BigInteger value() {
		return new BigInteger(1, ByteBuffer.allocate(16).putLong(this.high).putLong(this.low).array());
	}

	/**
	 * The place before it.
	 * @return the next lower hash key; the highest for 0
	 */
	HashKey previous() {
		return new HashKey((this.low == 0) ? this.high - 1 : this.high, this.low - 1);
	}

	@Override
	public int compareTo(HashKey other) {
		int order = Long.compareUnsigned(this.high, other.high);
		return (order != 0) ? order : Long.compareUnsigned(this.low, other.low);
	}

	/**
	 * Its decimal form, as the service writes it.
	 */
	@Override
	public String toString() {
		return value().toString();
	}

	private static MessageDigest md5() {
		try {
			return MessageDigest.getInstance("MD5");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has MD5", ex);
		}
	}

}
