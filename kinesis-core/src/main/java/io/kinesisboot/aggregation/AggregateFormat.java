package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What an aggregate looks like on the wire.
 *
 * <pre>
 * F3 89 9A C2 | AggregatedRecord, a message of protocol buffers | its MD5
 *
 * AggregatedRecord = 1: partition key*, 2: explicit hash key*, 3: Record*
 * Record           = 1: index of its partition key, 2: index of its explicit hash key?,
 *                    3: data, 4: Tag*
 * Tag              = 1: key, 2: value?
 * </pre>
 */
final class AggregateFormat {

	static final int MAGIC = 0xF3899AC2;

	static final int CHECKSUM_BYTES = 16;

	/** What an aggregate has beside its message. */
	static final int FRAME_BYTES = Integer.BYTES + CHECKSUM_BYTES;

	static final int PARTITION_KEY_FIELD = 1;

	static final int EXPLICIT_HASH_KEY_FIELD = 2;

	static final int RECORD_FIELD = 3;

	static final int RECORD_PARTITION_KEY_FIELD = 1;

	static final int RECORD_EXPLICIT_HASH_KEY_FIELD = 2;

	static final int RECORD_DATA_FIELD = 3;

	static final int RECORD_TAG_FIELD = 4;

	static final int TAG_KEY_FIELD = 1;

	static final int TAG_VALUE_FIELD = 2;

	static final int VARINT = 0;

	static final int FIXED_64 = 1;

	static final int BYTES = 2;

	static final int FIXED_32 = 5;

	/** How many bits of a field's tag tell the wire type. */
	static final int WIRE_TYPE_BITS = 3;

	private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(AggregateFormat::md5);

	private AggregateFormat() {
	}

	static byte[] checksum(ByteBuffer bytes) {
		MessageDigest md5 = MD5.get();
		md5.update(bytes);
		return md5.digest();
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
