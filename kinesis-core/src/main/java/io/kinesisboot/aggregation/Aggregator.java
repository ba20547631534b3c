package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Packs user records into one stream record. Used again and again: each {@link #drain()}
 * begins a new aggregate. Keys that come more than once are written once. Confined to one
 * thread.
 * <p>
 * All records of an aggregate must belong to one shard, and the stream record needs an
 * explicit hash key of that shard: readers drop what does not belong to the shard they
 * read.
 *
 * @since 0.1.0
 */
public final class Aggregator implements RecordPacker {

	private static final int INITIAL_CAPACITY = 1024;

	private static final int NO_KEY = -1;

	private final int maxBytes;

	private final KeyTable partitionKeys = new KeyTable(AggregateFormat.PARTITION_KEY_FIELD);

	private final KeyTable explicitHashKeys = new KeyTable(AggregateFormat.EXPLICIT_HASH_KEY_FIELD);

	private final MessageWriter records = new MessageWriter(INITIAL_CAPACITY);

	private int count;

	/**
	 * Creates an empty one.
	 * @param maxBytes what no aggregate exceeds, its frame and checksum included
	 */
	public Aggregator(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	@Override
	public boolean add(String partitionKey, @Nullable String explicitHashKey, ByteBuffer data,
			Map<String, String> tags) {
		int key = this.partitionKeys.indexOf(partitionKey);
		int keyBytes = this.partitionKeys.costOf(partitionKey, key);
		int hashKey = NO_KEY;
		if (explicitHashKey != null) {
			hashKey = this.explicitHashKeys.indexOf(explicitHashKey);
			keyBytes += this.explicitHashKeys.costOf(explicitHashKey, hashKey);
		}
		int recordBytes = sizeOfRecord(key, hashKey, data.remaining(), tags);
		if (keyBytes + MessageWriter.sizeOfBytes(recordBytes) > this.maxBytes - sizeInBytes()) {
			return false;
		}
		this.partitionKeys.add(partitionKey, key);
		if (explicitHashKey != null) {
			this.explicitHashKeys.add(explicitHashKey, hashKey);
		}
		this.records.writeHead(AggregateFormat.RECORD_FIELD, recordBytes);
		writeRecord(key, hashKey, data, tags);
		this.count++;
		return true;
	}

	private static int sizeOfRecord(int key, int hashKey, int dataBytes, Map<String, String> tags) {
		int size = MessageWriter.sizeOfNumber(key) + MessageWriter.sizeOfBytes(dataBytes);
		if (hashKey != NO_KEY) {
			size += MessageWriter.sizeOfNumber(hashKey);
		}
		if (!tags.isEmpty()) {
			for (Map.Entry<String, String> tag : tags.entrySet()) {
				size += MessageWriter.sizeOfBytes(sizeOfTag(tag));
			}
		}
		return size;
	}

	private static int sizeOfTag(Map.Entry<String, String> tag) {
		return MessageWriter.sizeOfBytes(MessageWriter.sizeOfText(tag.getKey()))
				+ MessageWriter.sizeOfBytes(MessageWriter.sizeOfText(tag.getValue()));
	}

	private void writeRecord(int key, int hashKey, ByteBuffer data, Map<String, String> tags) {
		this.records.writeNumber(AggregateFormat.RECORD_PARTITION_KEY_FIELD, key);
		if (hashKey != NO_KEY) {
			this.records.writeNumber(AggregateFormat.RECORD_EXPLICIT_HASH_KEY_FIELD, hashKey);
		}
		this.records.writeBytes(AggregateFormat.RECORD_DATA_FIELD, data);
		if (!tags.isEmpty()) {
			for (Map.Entry<String, String> tag : tags.entrySet()) {
				this.records.writeHead(AggregateFormat.RECORD_TAG_FIELD, sizeOfTag(tag));
				this.records.writeText(AggregateFormat.TAG_KEY_FIELD, tag.getKey());
				this.records.writeText(AggregateFormat.TAG_VALUE_FIELD, tag.getValue());
			}
		}
	}

	/**
	 * How many records it holds.
	 * @return the number of records added since it was last drained
	 */
	public int count() {
		return this.count;
	}

	@Override
	public int sizeInBytes() {
		return AggregateFormat.FRAME_BYTES + this.partitionKeys.length() + this.explicitHashKeys.length()
				+ this.records.length();
	}

	@Override
	public byte[] drain() {
		byte[] aggregate = new byte[sizeInBytes()];
		ByteBuffer.wrap(aggregate).putInt(AggregateFormat.MAGIC);
		int end = this.partitionKeys.copyTo(aggregate, Integer.BYTES);
		end = this.explicitHashKeys.copyTo(aggregate, end);
		end = this.records.copyTo(aggregate, end);
		byte[] checksum = AggregateFormat.checksum(ByteBuffer.wrap(aggregate, Integer.BYTES, end - Integer.BYTES));
		System.arraycopy(checksum, 0, aggregate, end, checksum.length);
		clear();
		return aggregate;
	}

	private void clear() {
		this.partitionKeys.clear();
		this.explicitHashKeys.clear();
		this.records.clear();
		this.count = 0;
	}

}
