package io.kinesisboot.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import io.kinesisboot.embedded.log.StoredRecord;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.stream.KinesisShard;

/**
 * A record that an endpoint holds. Records of a stream are equal if they have the same
 * sequence number. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordView {

	private static final byte[] AGGREGATE = { (byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2 };

	private static final int SHOWN_LENGTH = 100;

	private final StoredRecord record;

	private final String shardId;

	private final String sequenceNumber;

	RecordView(KinesisShard shard, StoredRecord record) {
		this.record = record;
		this.shardId = shard.id();
		this.sequenceNumber = shard.sequenceNumberOf(record).toString();
	}

	public String partitionKey() {
		return this.record.partitionKey();
	}

	/**
	 * The payload.
	 * @return a copy of the bytes
	 */
	public byte[] bytes() {
		return this.record.data().clone();
	}

	/**
	 * The payload as text.
	 * @return the bytes read as UTF-8
	 */
	public String text() {
		return new String(this.record.data(), StandardCharsets.UTF_8);
	}

	int size() {
		return this.record.data().length;
	}

	public String sequenceNumber() {
		return this.sequenceNumber;
	}

	public String shardId() {
		return this.shardId;
	}

	public Instant arrivalTime() {
		return Instant.ofEpochMilli(this.record.arrivalMillis());
	}

	/**
	 * Whether the payload begins as those of the Kinesis Producer Library do, which hold
	 * several user records. It is shown as it came.
	 * @return whether this looks like an aggregate
	 */
	public boolean isAggregated() {
		byte[] data = this.record.data();
		return data.length >= AGGREGATE.length
				&& Arrays.equals(data, 0, AGGREGATE.length, AGGREGATE, 0, AGGREGATE.length);
	}

	void writeTo(AnswerWriter out) {
		out.text("partitionKey", partitionKey());
		out.bytes("data", ByteBuffer.wrap(this.record.data()));
		out.text("sequenceNumber", this.sequenceNumber).text("shardId", this.shardId);
		out.text("arrivalTime", arrivalTime().toString()).flag("aggregated", isAggregated());
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof RecordView that && this.sequenceNumber.equals(that.sequenceNumber);
	}

	@Override
	public int hashCode() {
		return this.sequenceNumber.hashCode();
	}

	/**
	 * Shows its key, and the beginning of its payload as text, or as hexadecimal digits
	 * if it is none.
	 */
	@Override
	public String toString() {
		return partitionKey() + " = " + shown() + " in " + this.shardId;
	}

	private String shown() {
		byte[] data = this.record.data();
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
			return (text.length() <= SHOWN_LENGTH) ? '"' + text + '"'
					: '"' + text.substring(0, SHOWN_LENGTH) + "\"... (" + data.length + " bytes)";
		}
		catch (CharacterCodingException ex) {
			int length = Math.min(data.length, SHOWN_LENGTH / 2);
			String digits = HexFormat.of().formatHex(data, 0, length);
			return "0x" + digits + ((length < data.length) ? "... (" + data.length + " bytes)" : "");
		}
	}

}
