package io.kinesisboot.aggregation;

import java.nio.charset.StandardCharsets;

/**
 * Reads fields of protocol buffers, in whatever order they come, and steps over those
 * that nobody asks for. Confined to one thread.
 */
final class MessageReader {

	private static final int MAX_VARINT_BITS = 64;

	private final byte[] bytes;

	private int position;

	private int limit;

	private int wireType;

	/**
	 * Creates a reader.
	 * @param bytes what holds the message
	 * @param start where the message begins
	 * @param length its size
	 */
	MessageReader(byte[] bytes, int start, int length) {
		this.bytes = bytes;
		this.position = start;
		this.limit = start + length;
	}

	/**
	 * Where the next byte is read.
	 * @return the position, after {@link #enter()} that of the field's content
	 */
	int position() {
		return this.position;
	}

	/**
	 * Goes to the next field.
	 * @return its number, or 0 at the end
	 */
	int next() {
		if (this.position == this.limit) {
			return 0;
		}
		int tag = (int) readVarint();
		this.wireType = tag & ((1 << AggregateFormat.WIRE_TYPE_BITS) - 1);
		int field = tag >>> AggregateFormat.WIRE_TYPE_BITS;
		if (field == 0) {
			throw new MalformedAggregateException();
		}
		return field;
	}

	/**
	 * Reads a number.
	 * @return the number; nothing in an aggregate needs more than 31 bits
	 */
	int readNumber() {
		expect(AggregateFormat.VARINT);
		long value = readVarint();
		if (value < 0 || value > Integer.MAX_VALUE) {
			throw new MalformedAggregateException();
		}
		return (int) value;
	}

	String readText() {
		int length = readLength();
		String text = new String(this.bytes, this.position, length, StandardCharsets.UTF_8);
		this.position += length;
		return text;
	}

	/**
	 * Reads the size of a field made of bytes, which are to be stepped over or entered.
	 * @return the size, which is there
	 */
	int readLength() {
		expect(AggregateFormat.BYTES);
		long length = readVarint();
		if (length < 0 || length > this.limit - this.position) {
			throw new MalformedAggregateException();
		}
		return (int) length;
	}

	/**
	 * Goes into a message that is a field: {@link #next()} goes through its fields until
	 * {@link #leave}.
	 * @return what to leave with
	 */
	int enter() {
		int outer = this.limit;
		int length = readLength();
		this.limit = this.position + length;
		return outer;
	}

	void leave(int outer) {
		this.position = this.limit;
		this.limit = outer;
	}

	void advance(int length) {
		if (length > this.limit - this.position) {
			throw new MalformedAggregateException();
		}
		this.position += length;
	}

	void skip() {
		switch (this.wireType) {
			case AggregateFormat.VARINT -> readVarint();
			case AggregateFormat.BYTES -> advance(readLength());
			case AggregateFormat.FIXED_64 -> advance(Long.BYTES);
			case AggregateFormat.FIXED_32 -> advance(Integer.BYTES);
			default -> throw new MalformedAggregateException();
		}
	}

	private void expect(int expected) {
		if (this.wireType != expected) {
			throw new MalformedAggregateException();
		}
	}

	private long readVarint() {
		long value = 0;
		for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
			if (this.position == this.limit) {
				throw new MalformedAggregateException();
			}
			byte part = this.bytes[this.position++];
			value |= (long) (part & 0x7F) << shift;
			if (part >= 0) {
				return value;
			}
		}
		throw new MalformedAggregateException();
	}

}
