package io.kinesisboot.listener.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.dedup.EffectKey;

/**
 * The keys of one application, as every store can hold them. Thread-safe.
 */
final class KeySpace {

	private static final int MAX_PLAIN_LENGTH = 200;

	private static final char DELETE = 127;

	private final String applicationName;

	private final IdempotencyKey key;

	/** That of the stream record whose user records are being read, mostly. */
	private volatile Place newest = new Place("", "");

	KeySpace(String applicationName, IdempotencyKey key) {
		this.applicationName = applicationName;
		this.key = key;
	}

	EffectKey keyOf(ReceivedRecord record) {
		if (this.key == IdempotencyKey.SEQUENCE_NUMBER) {
			return new EffectKey(place(record), Math.toIntExact(record.subSequenceNumber()));
		}
		String key = this.key.of(record);
		return EffectKey.of(this.applicationName + ':' + ((isShort(key) && isPlain(key)) ? key : digest(key)));
	}

	/**
	 * The place of a stream record, whose user records have one sequence number.
	 */
	@SuppressWarnings({ "ReferenceEquality", "StringEquality" })
	private String place(ReceivedRecord record) {
		Place place = this.newest;
		if (place.sequenceNumber != record.sequenceNumber()) {
			place = new Place(record.sequenceNumber(), this.applicationName + ':' + record.stream() + '/'
					+ record.shardId() + '/' + record.sequenceNumber());
			this.newest = place;
		}
		return place.text;
	}

	private static boolean isShort(String key) {
		return key.length() <= MAX_PLAIN_LENGTH;
	}

	/**
	 * Whether a key is nothing that a database keeps in another way.
	 */
	private static boolean isPlain(String key) {
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

	/**
	 * A stream record.
	 *
	 * @param sequenceNumber the very text that its user records have
	 * @param text names it
	 */
	private record Place(String sequenceNumber, String text) {
	}

}
