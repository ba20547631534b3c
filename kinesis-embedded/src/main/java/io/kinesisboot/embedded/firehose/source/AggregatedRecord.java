package io.kinesisboot.embedded.firehose.source;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Records that the Kinesis Producer Library has put into one: four bytes of its own, a
 * message of Protocol Buffers, and the message's MD5. Immutable.
 *
 * @param parts the records, in the order in which they were put
 */
record AggregatedRecord(List<Part> parts) {

	private static final byte[] MAGIC = { (byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2 };

	private static final int DIGEST_BYTES = 16;

	private static final int PARTITION_KEYS = 1;

	private static final int RECORDS = 3;

	private static final int KEY_INDEX_OF_RECORD = 1;

	private static final int DATA_OF_RECORD = 3;

	/**
	 * Takes a record apart.
	 * @param data the record's payload
	 * @return the records in it, or null if it is none of the library's
	 */
	static @Nullable AggregatedRecord parse(byte[] data) {
		int end = data.length - DIGEST_BYTES;
		if (end < MAGIC.length || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
			return null;
		}
		ByteBuffer message = ByteBuffer.wrap(data, MAGIC.length, end - MAGIC.length);
		if (!ByteBuffer.wrap(md5(message.duplicate())).equals(ByteBuffer.wrap(data, end, DIGEST_BYTES))) {
			return null;
		}
		try {
			return new AggregatedRecord(parts(message));
		}
		catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			return null;
		}
	}

	private static byte[] md5(ByteBuffer message) {
		try {
			MessageDigest md5 = MessageDigest.getInstance("MD5");
			md5.update(message);
			return md5.digest();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java runtime has MD5", ex);
		}
	}

	private static List<Part> parts(ByteBuffer message) {
		List<String> keys = new ArrayList<>();
		List<ByteBuffer> records = new ArrayList<>();
		while (message.hasRemaining()) {
			Field field = Field.read(message);
			if (field.number() == PARTITION_KEYS) {
				keys.add(StandardCharsets.UTF_8.decode(field.bytes()).toString());
			}
			else if (field.number() == RECORDS) {
				records.add(field.bytes());
			}
		}
		return records.stream().map((record) -> part(record, keys)).toList();
	}

	private static Part part(ByteBuffer record, List<String> keys) {
		long keyIndex = 0;
		ByteBuffer data = ByteBuffer.allocate(0);
		while (record.hasRemaining()) {
			Field field = Field.read(record);
			if (field.number() == KEY_INDEX_OF_RECORD) {
				keyIndex = field.value();
			}
			else if (field.number() == DATA_OF_RECORD) {
				data = field.bytes();
			}
		}
		byte[] copy = new byte[data.remaining()];
		data.get(copy);
		return new Part(keys.get(Math.toIntExact(keyIndex)), copy);
	}

	/**
	 * One of the records.
	 *
	 * @param partitionKey its partition key
	 * @param data its payload
	 */
	record Part(String partitionKey, byte[] data) {

	}

	/**
	 * A field of a message.
	 *
	 * @param number which field
	 * @param value its value, if it is a number
	 * @param bytes its value, if it is not
	 */
	private record Field(int number, long value, ByteBuffer bytes) {

		private static final int NUMBER = 0;

		private static final int BYTES = 2;

		static Field read(ByteBuffer message) {
			long tag = readNumber(message);
			int number = (int) (tag >>> 3);
			return switch ((int) (tag & 7)) {
				case NUMBER -> new Field(number, readNumber(message), ByteBuffer.allocate(0));
				case BYTES -> new Field(number, 0, readBytes(message));
				default -> throw new IllegalArgumentException("The message has no fields of type " + (tag & 7));
			};
		}

		private static long readNumber(ByteBuffer message) {
			long value = 0;
			for (int shift = 0; shift < Long.SIZE; shift += 7) {
				byte part = message.get();
				value |= (long) (part & 0x7F) << shift;
				if (part >= 0) {
					return value;
				}
			}
			throw new IllegalArgumentException("A number has too many bytes");
		}

		private static ByteBuffer readBytes(ByteBuffer message) {
			long length = readNumber(message);
			if (length < 0 || length > message.remaining()) {
				throw new IllegalArgumentException("A field is longer than the message");
			}
			ByteBuffer bytes = message.slice(message.position(), (int) length);
			message.position(message.position() + (int) length);
			return bytes;
		}

	}

}
