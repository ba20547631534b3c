package io.kinesisboot.embedded.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Consecutive records of a shard in one array, so that millions of them are few objects
 * and what they cost is known to the byte. Confined to the holder of its shard's lock.
 */
final class LogPage {

	/*
	 * Records stand one after the other from the front: when it arrived (8 bytes),
	 * whether it is encrypted (1), the length of its key (2), key, data. From the back
	 * stand the offsets where they end (4 bytes each), that of the first record last.
	 */

	private static final int KEY_LENGTH_AT = 9;

	private static final int ENCRYPTED_AT = 8;

	private static final int HEADER_BYTES = 11;

	private static final int OFFSET_BYTES = 4;

	/** This object, its buffer, the head of the array and the place in the list. */
	private static final int OBJECT_BYTES = 32 + 56 + 16 + 8;

	/** G1 gives what is larger than half a region whole regions; the smallest is this. */
	private static final long REGION_BYTES = 1024 * 1024;

	private final long start;

	private final ByteBuffer bytes;

	private int count;

	/**
	 * Creates an empty page.
	 * @param start the position of its first record
	 * @param capacity how many bytes of records it takes
	 */
	LogPage(long start, int capacity) {
		this.start = start;
		this.bytes = ByteBuffer.allocate(capacity);
	}

	static int bytesOf(byte[] key, byte[] data) {
		return HEADER_BYTES + key.length + data.length + OFFSET_BYTES;
	}

	boolean hasRoomFor(int recordBytes) {
		return endOf(this.count - 1) + recordBytes + this.count * OFFSET_BYTES <= this.bytes.capacity();
	}

	void append(byte[] key, byte[] data, boolean encrypted, long arrivalMillis) {
		int from = endOf(this.count - 1);
		int keyFrom = from + HEADER_BYTES;
		int dataFrom = keyFrom + key.length;
		this.bytes.putLong(from, arrivalMillis)
			.put(from + ENCRYPTED_AT, (byte) (encrypted ? 1 : 0))
			.putShort(from + KEY_LENGTH_AT, (short) key.length)
			.put(keyFrom, key)
			.put(dataFrom, data)
			.putInt(offsetOf(this.count), dataFrom + data.length);
		this.count++;
	}

	StoredRecord get(long position) {
		int index = indexOf(position);
		int from = endOf(index - 1);
		int keyFrom = from + HEADER_BYTES;
		int keyLength = this.bytes.getShort(from + KEY_LENGTH_AT);
		byte[] data = new byte[endOf(index) - keyFrom - keyLength];
		this.bytes.get(keyFrom + keyLength, data);
		return new StoredRecord(position, new String(this.bytes.array(), keyFrom, keyLength, StandardCharsets.UTF_8),
				data, this.bytes.getLong(from), this.bytes.get(from + ENCRYPTED_AT) == 1);
	}

	int dataBytes(long position) {
		int index = indexOf(position);
		int from = endOf(index - 1);
		return endOf(index) - from - HEADER_BYTES - this.bytes.getShort(from + KEY_LENGTH_AT);
	}

	long arrivalMillis(long position) {
		return this.bytes.getLong(endOf(indexOf(position) - 1));
	}

	long lastArrivalMillis() {
		return arrivalMillis(end() - 1);
	}

	/**
	 * The position of its first record.
	 * @return the position
	 */
	long start() {
		return this.start;
	}

	/**
	 * The position after its last record.
	 * @return the position
	 */
	long end() {
		return this.start + this.count;
	}

	int capacity() {
		return this.bytes.capacity();
	}

	/**
	 * What it takes of the heap.
	 * @return the bytes, those not yet filled included
	 */
	long heapBytes() {
		long bytes = OBJECT_BYTES + (long) capacity();
		return (bytes <= REGION_BYTES / 2) ? bytes : (bytes + REGION_BYTES - 1) / REGION_BYTES * REGION_BYTES;
	}

	private int indexOf(long position) {
		return (int) (position - this.start);
	}

	private int endOf(int index) {
		return (index < 0) ? 0 : this.bytes.getInt(offsetOf(index));
	}

	private int offsetOf(int index) {
		return this.bytes.capacity() - (index + 1) * OFFSET_BYTES;
	}

}
