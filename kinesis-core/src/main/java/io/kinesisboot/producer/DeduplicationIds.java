package io.kinesisboot.producer;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that no other producer makes: a random prefix and a number. Thread-safe.
 */
final class DeduplicationIds {

	private static final int PREFIX_BYTES = 9;

	private static final int RADIX = 36;

	private final String prefix;

	private final AtomicLong last = new AtomicLong();

	DeduplicationIds() {
		byte[] random = new byte[PREFIX_BYTES];
		new SecureRandom().nextBytes(random);
		this.prefix = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
	}

	/**
	 * Gives a record an id unless it has one.
	 * @param record the record
	 * @return a record with an id
	 */
	UserRecord identify(UserRecord record) {
		return record.tags().containsKey(UserRecord.DEDUPLICATION_ID) ? record
				: record.withTags(Map.of(UserRecord.DEDUPLICATION_ID, next()));
	}

	private String next() {
		return this.prefix + Long.toString(this.last.incrementAndGet(), RADIX);
	}

}
