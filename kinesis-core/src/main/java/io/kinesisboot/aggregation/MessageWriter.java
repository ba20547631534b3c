package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes fields of protocol buffers into an array that grows and is used again. Confined
 * to one thread.
 */
final class MessageWriter {

	private static final int MAX_ASCII = 0x7F;

	private byte[] bytes;

	private int length;

	MessageWriter(int capacity) {
		this.bytes = new byte[capacity];
	}

	int length() {
		return this.length;
	}

	void clear() {
		this.length = 0;
	}

	/**
	 * Copies what was written.
	 * @return where it ends
	 */
	int copyTo(byte[] target, int offset) {
		System.arraycopy(this.bytes, 0, target, offset, this.length);
		return offset + this.length;
	}

	void writeNumber(int field, int value) {
		ensure(2 * Integer.BYTES);
		writeVarint(field << AggregateFormat.WIRE_TYPE_BITS | AggregateFormat.VARINT);
		writeVarint(value);
	}

	/**
	 * Writes the head of a field that is made of bytes. What is in it must follow.
	 */
	void writeHead(int field, int size) {
		ensure(2 * Integer.BYTES + size);
		writeVarint(field << AggregateFormat.WIRE_TYPE_BITS | AggregateFormat.BYTES);
		writeVarint(size);
	}

	void writeBytes(int field, ByteBuffer value) {
		int size = value.remaining();
		writeHead(field, size);
		value.get(value.position(), this.bytes, this.length, size);
		this.length += size;
	}

	void writeText(int field, String value) {
		int size = sizeOfText(value);
		writeHead(field, size);
		if (size == value.length()) {
			for (int i = 0; i < size; i++) {
				this.bytes[this.length++] = (byte) value.charAt(i);
			}
		}
		else {
			System.arraycopy(value.getBytes(StandardCharsets.UTF_8), 0, this.bytes, this.length, size);
			this.length += size;
		}
	}

	private void writeVarint(int value) {
		int rest = value;
		while ((rest & ~0x7F) != 0) {
			this.bytes[this.length++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.length++] = (byte) rest;
	}

	private void ensure(int more) {
		if (this.bytes.length - this.length < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.length + more));
		}
	}

	static int sizeOfNumber(int value) {
		return 1 + sizeOfVarint(value);
	}

	static int sizeOfBytes(int size) {
		return 1 + sizeOfVarint(size) + size;
	}

	private static int sizeOfVarint(int value) {
		return (Integer.SIZE + 6 - Integer.numberOfLeadingZeros(value | 1)) / 7;
	}

	/**
	 * The size of a text in UTF-8. Halves of surrogate pairs count as the question mark
	 * that is written for them.
	 */
	static int sizeOfText(String text) {
		int bits = 0;
		for (int i = 0; i < text.length(); i++) {
			bits |= text.charAt(i);
		}
		return (bits <= MAX_ASCII) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
	}

}
