package io.kinesisboot.producer;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.kinesisboot.KinesisHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that is to be put into a stream. Immutable, as long as nobody changes the
 * bytes behind {@code data}: they are not copied.
 *
 * @param stream the name of the stream
 * @param partitionKey 1 to 256 characters, whose MD5 chooses the shard
 * @param explicitHashKey a decimal number from 0 to 2^128-1 which chooses the shard
 * instead, or {@code null}
 * @param data the payload, from the buffer's position to its limit
 * @param tags what goes with the payload in an aggregate, where readers that know none
 * skip it, such as headers
 * @since 0.1.0
 */
public record UserRecord(String stream, String partitionKey, @Nullable String explicitHashKey, ByteBuffer data,
		Map<String, String> tags) {

	/**
	 * The tag of the id which a record keeps however often it is stored, so that readers
	 * recognise one that is there twice.
	 */
	public static final String DEDUPLICATION_ID = KinesisHeaders.DEDUPLICATION_ID;

	private static final int MAX_PARTITION_KEY = 256;

	private static final Pattern DECIMAL = Pattern.compile("0|[1-9]\\d{0,38}");

	private static final int HASH_KEY_BITS = 128;

	private static final int AGGREGATE_OVERHEAD = 128;

	private static final int TAG_OVERHEAD = 16;

	public UserRecord {
		Objects.requireNonNull(stream, "'stream' must not be null");
		Objects.requireNonNull(partitionKey, "'partitionKey' must not be null");
		Objects.requireNonNull(data, "'data' must not be null");
		if (stream.isEmpty()) {
			throw new IllegalArgumentException("'stream' must not be empty");
		}
		checkPartitionKey(partitionKey);
		checkExplicitHashKey(explicitHashKey);
		data = data.asReadOnlyBuffer();
		tags = Map.copyOf(tags);
	}

	/**
	 * Creates a record without tags.
	 * @param stream the name of the stream
	 * @param partitionKey 1 to 256 characters
	 * @param explicitHashKey a decimal number from 0 to 2^128-1, or {@code null}
	 * @param data the payload, from the buffer's position to its limit
	 */
	public UserRecord(String stream, String partitionKey, @Nullable String explicitHashKey, ByteBuffer data) {
		this(stream, partitionKey, explicitHashKey, data, Map.of());
	}

	/**
	 * Creates a record whose partition key chooses the shard.
	 * @param stream the name of the stream
	 * @param partitionKey 1 to 256 characters
	 * @param data the payload, from the buffer's position to its limit
	 */
	public UserRecord(String stream, String partitionKey, ByteBuffer data) {
		this(stream, partitionKey, null, data);
	}

	private static void checkPartitionKey(String partitionKey) {
		int length = partitionKey.codePointCount(0, partitionKey.length());
		if (length < 1 || length > MAX_PARTITION_KEY) {
			throw new IllegalArgumentException(
					"'partitionKey' must be between 1 and %d characters long (PutRecords limit) but was %d"
						.formatted(MAX_PARTITION_KEY, length));
		}
	}

	private static void checkExplicitHashKey(@Nullable String hashKey) {
		if (hashKey != null && !isHashKey(hashKey)) {
			throw new IllegalArgumentException(
					"'explicitHashKey' must be a decimal number between 0 and 2^128-1 (PutRecords limit) but was '%s'"
						.formatted(hashKey));
		}
	}

	private static boolean isHashKey(String text) {
		return DECIMAL.matcher(text).matches() && new BigInteger(text).bitLength() <= HASH_KEY_BITS;
	}

	/**
	 * Adds tags, in place of those of their names.
	 * @param added the tags
	 * @return a record with the tags
	 */
	public UserRecord withTags(Map<String, String> added) {
		Map<String, String> all = new HashMap<>(this.tags);
		all.putAll(added);
		return new UserRecord(this.stream, this.partitionKey, this.explicitHashKey, this.data, all);
	}

	/**
	 * Returns the payload.
	 * @return a read-only buffer of its own position and limit
	 */
	@Override
	public ByteBuffer data() {
		return this.data.duplicate();
	}

	/** The payload itself, whose position and limit nobody changes. */
	ByteBuffer bytes() {
		return this.data;
	}

	/**
	 * Returns what the service counts against its limits.
	 * @return the bytes of the payload and of the partition key in UTF-8, and what tags
	 * take
	 */
	int sizeInBytes() {
		return this.data.remaining() + utf8Length(this.partitionKey) + tagBytes();
	}

	/** What tags and the aggregate around them take, at most. */
	private int tagBytes() {
		int bytes = this.tags.isEmpty() ? 0 : AGGREGATE_OVERHEAD;
		for (Map.Entry<String, String> tag : this.tags.entrySet()) {
			bytes += utf8Length(tag.getKey()) + utf8Length(tag.getValue()) + TAG_OVERHEAD;
		}
		return bytes;
	}

	private static int utf8Length(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= 0x80) {
				return text.getBytes(StandardCharsets.UTF_8).length;
			}
		}
		return text.length();
	}

}
