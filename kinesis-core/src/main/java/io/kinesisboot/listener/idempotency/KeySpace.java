package io.kinesisboot.listener.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.kinesisboot.consumer.ReceivedRecord;

/**
 * The keys of one application, as every store can hold them. Immutable.
 *
 * @param applicationName the application's name
 * @param key makes a key of a record
 */
record KeySpace(String applicationName, IdempotencyKey key) {

	private static final int MAX_PLAIN_LENGTH = 200;

	private static final char DELETE = 127;

	String keyOf(ReceivedRecord record) {
		String key = this.key.of(record);
		return this.applicationName + ':' + ((isShort(key) && isPlain(key)) ? key : digest(key));
	}

	private static boolean isShort(String key) {
		return key.length() <= MAX_PLAIN_LENGTH;
	}

	/**
	 * Whether a key is nothing that a database keeps in another way, as places in a
	 * stream are.
	 */
	private boolean isPlain(String key) {
		if (this.key == IdempotencyKey.SEQUENCE_NUMBER) {
			return true;
		}
		for (int i = 0; i < key.length(); i++) {
			if (key.charAt(i) <= ' ' || key.charAt(i) >= DELETE) {
				return false;
			}
		}
		return true;
	}

	private static String digest(String key) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return "sha256/" + HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
