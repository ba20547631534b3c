package io.kinesisboot.consumer;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which records past a checkpoint are done: what a shard need not handle again when it is
 * read from there. A range holds all records of the shard from its first to its last.
 * Immutable.
 * <p>
 * As bytes it is kept beside the checkpoint, so it has a limit: what does not fit is left
 * out, and handled again. The form: one byte for the version; then for each end of each
 * range, in order, how far its sequence number is past the end before (one byte of
 * length, and the number), and its sub-sequence number (eight bytes).
 *
 * @since 0.1.0
 */
public final class CompletedRanges {

	/** No record. */
	public static final CompletedRanges NONE = new CompletedRanges(List.of());

	private static final byte VERSION = 1;

	/** A lease's row may have 400 KB, and each KB of it is paid for with each write. */
	private static final int MAX_BYTES = 8 * 1024;

	private final List<Range> ranges;

	private CompletedRanges(List<Range> ranges) {
		this.ranges = ranges;
	}

	/**
	 * Reads ranges.
	 * @param bytes what {@link #toBytes()} has made, or null
	 * @return the ranges; none if the bytes are not of that form, so that everything is
	 * handled again
	 */
	public static CompletedRanges of(byte @Nullable [] bytes) {
		if (bytes == null || bytes.length == 0 || bytes[0] != VERSION) {
			return NONE;
		}
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
			List<Range> ranges = new ArrayList<>();
			BigInteger before = BigInteger.ZERO;
			while (buffer.hasRemaining()) {
				Position first = Position.read(buffer, before);
				Position last = Position.read(buffer, first.sequenceNumber());
				ranges.add(new Range(first, last));
				before = last.sequenceNumber();
			}
			return new CompletedRanges(ranges);
		}
		catch (BufferUnderflowException ex) {
			return NONE;
		}
	}

	static Builder builder() {
		return new Builder();
	}

	/**
	 * Whether there is no range.
	 * @return true if no record is done
	 */
	public boolean isEmpty() {
		return this.ranges.isEmpty();
	}

	/**
	 * Whether a record is done.
	 * @param record the record
	 * @return true if a range holds it
	 */
	public boolean contains(ReceivedRecord record) {
		if (isEmpty()) {
			return false;
		}
		Position position = Position.of(record);
		return this.ranges.stream().anyMatch((range) -> range.contains(position));
	}

	/**
	 * Whether a record comes after all that is done.
	 * @param record the record
	 * @return true if neither it nor any that follows it is in a range
	 */
	public boolean isPast(ReceivedRecord record) {
		return isEmpty() || Position.of(record).compareTo(this.ranges.get(this.ranges.size() - 1).last()) > 0;
	}

	/**
	 * What of it comes after a record.
	 * @param record the record
	 * @return the ranges, the first of which may have lost its beginning
	 */
	public CompletedRanges after(OpenRecord record) {
		if (isEmpty()) {
			return this;
		}
		Position next = Position.of(record).next();
		return of(this.ranges.stream()
			.filter((range) -> range.last().compareTo(next) >= 0)
			.map((range) -> range.from(next))
			.toList());
	}

	/**
	 * Adds ranges of later records.
	 * @param later the ranges, all of which come after these
	 * @return both
	 */
	public CompletedRanges and(CompletedRanges later) {
		return of(Stream.concat(this.ranges.stream(), later.ranges.stream()).toList());
	}

	private static CompletedRanges of(List<Range> ranges) {
		return ranges.isEmpty() ? NONE : new CompletedRanges(ranges);
	}

	/**
	 * The ranges as bytes, as many as fit.
	 * @return at most 8 KiB
	 */
	public byte[] toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(VERSION);
		BigInteger before = BigInteger.ZERO;
		for (Range range : this.ranges) {
			byte[] first = range.first().toBytes(before);
			byte[] last = range.last().toBytes(range.first().sequenceNumber());
			if (bytes.size() + first.length + last.length > MAX_BYTES) {
				break;
			}
			bytes.writeBytes(first);
			bytes.writeBytes(last);
			before = range.last().sequenceNumber();
		}
		return bytes.toByteArray();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CompletedRanges that && this.ranges.equals(that.ranges);
	}

	@Override
	public int hashCode() {
		return this.ranges.hashCode();
	}

	@Override
	public String toString() {
		return this.ranges.toString();
	}

	/**
	 * Where a record stands in its shard.
	 *
	 * @param sequenceNumber the sequence number of its stream record
	 * @param subSequenceNumber the index within an aggregated record
	 */
	private record Position(BigInteger sequenceNumber, long subSequenceNumber) implements Comparable<Position> {

		static Position of(ReceivedRecord record) {
			return new Position(new BigInteger(record.sequenceNumber()), record.subSequenceNumber());
		}

		static Position of(OpenRecord record) {
			return new Position(new BigInteger(record.sequenceNumber()), record.subSequenceNumber());
		}

		static Position read(ByteBuffer buffer, BigInteger before) {
			byte[] past = new byte[Byte.toUnsignedInt(buffer.get())];
			buffer.get(past);
			return new Position(before.add(new BigInteger(1, past)), buffer.getLong());
		}

		/** Not after any record that follows. */
		Position next() {
			return new Position(this.sequenceNumber, this.subSequenceNumber + 1);
		}

		byte[] toBytes(BigInteger before) {
			byte[] past = this.sequenceNumber.subtract(before).toByteArray();
			return ByteBuffer.allocate(1 + past.length + Long.BYTES)
				.put((byte) past.length)
				.put(past)
				.putLong(this.subSequenceNumber)
				.array();
		}

		@Override
		public int compareTo(Position other) {
			int order = this.sequenceNumber.compareTo(other.sequenceNumber);
			return (order != 0) ? order : Long.compare(this.subSequenceNumber, other.subSequenceNumber);
		}

	}

	private record Range(Position first, Position last) {

		boolean contains(Position position) {
			return this.first.compareTo(position) <= 0 && this.last.compareTo(position) >= 0;
		}

		Range from(Position position) {
			return (this.first.compareTo(position) < 0) ? new Range(position, this.last) : this;
		}

	}

	/**
	 * Gathers ranges from the records of a window, in their order. Confined to one
	 * thread.
	 */
	static final class Builder {

		private final List<Range> ranges = new ArrayList<>();

		private @Nullable OpenRecord first;

		private @Nullable OpenRecord last;

		void add(OpenRecord record) {
			if (!record.isReleased()) {
				closeRange();
				return;
			}
			if (this.first == null) {
				this.first = record;
			}
			this.last = record;
		}

		private void closeRange() {
			if (this.first != null && this.last != null) {
				this.ranges.add(new Range(Position.of(this.first), Position.of(this.last)));
			}
			this.first = null;
			this.last = null;
		}

		CompletedRanges build() {
			closeRange();
			return of(List.copyOf(this.ranges));
		}

	}

}
