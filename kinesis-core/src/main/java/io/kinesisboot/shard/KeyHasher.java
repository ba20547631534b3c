package io.kinesisboot.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes partition keys without garbage but for the result. Confined to one thread.
 */
final class KeyHasher {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int HASH_BYTES = 16;

	/** As long as a partition key may be, if it is in ASCII. */
	private final byte[] text = new byte[256];

	private final byte[] hash = new byte[HASH_BYTES];

	private final MessageDigest md5;

	KeyHasher() {
		try {
			this.md5 = MessageDigest.getInstance("MD5");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has MD5", ex);
		}
	}

	HashKey hash(String partitionKey) {
		if (isShortAscii(partitionKey)) {
			this.md5.update(this.text, 0, partitionKey.length());
		}
		else {
			this.md5.update(partitionKey.getBytes(StandardCharsets.UTF_8));
		}
		try {
			this.md5.digest(this.hash, 0, HASH_BYTES);
		}
		catch (DigestException ex) {
			throw new IllegalStateException("An MD5 has 16 bytes", ex);
		}
		return new HashKey((long) LONGS.get(this.hash, 0), (long) LONGS.get(this.hash, Long.BYTES));
	}

	/**
	 * Copies a key, as long as it is short and in ASCII.
	 */
	private boolean isShortAscii(String key) {
		int length = key.length();
		if (length > this.text.length) {
			return false;
		}
		int bits = 0;
		for (int i = 0; i < length; i++) {
			char character = key.charAt(i);
			bits |= character;
			this.text[i] = (byte) character;
		}
		return bits < 0x80;
	}

}
