package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashKeyCache;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;

/**
 * The user records that were packed into one stream record. Payloads are slices of one
 * copy of the stream record's data. Immutable.
 *
 * @since 0.1.0
 */
public final class Aggregate {

	/** Other producers than ours may write them. */
	private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=\\d)");

	private final byte[] bytes;

	private final ByteBuffer data;

	private final List<String> partitionKeys;

	private final List<String> explicitHashKeys;

	private final EntryIndex entries;

	private Aggregate(byte[] bytes, List<String> partitionKeys, List<String> explicitHashKeys, EntryIndex entries) {
		this.bytes = bytes;
		this.data = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
		this.partitionKeys = partitionKeys;
		this.explicitHashKeys = explicitHashKeys;
		this.entries = entries;
	}

	/**
	 * Whether data begins as aggregates do. What does so and cannot be read is a damaged
	 * aggregate, or a plain record that looks like one by chance.
	 * @param data the data of a stream record, from the buffer's position to its limit
	 * @return whether it may be an aggregate
	 */
	public static boolean isMarked(ByteBuffer data) {
		return data.remaining() > AggregateFormat.FRAME_BYTES && data.slice().getInt(0) == AggregateFormat.MAGIC;
	}

	/**
	 * Reads an aggregate.
	 * @param data the data of a stream record, from the buffer's position, which is left
	 * as it is, to its limit
	 * @return the aggregate, or null if the data is not a whole and sound one: then it is
	 * a plain record
	 */
	public static @Nullable Aggregate read(ByteBuffer data) {
		if (!isMarked(data)) {
			return null;
		}
		byte[] own = new byte[data.remaining()];
		data.get(data.position(), own);
		int messageBytes = own.length - AggregateFormat.FRAME_BYTES;
		byte[] checksum = AggregateFormat.checksum(ByteBuffer.wrap(own, Integer.BYTES, messageBytes));
		if (!Arrays.equals(checksum, 0, checksum.length, own, Integer.BYTES + messageBytes, own.length)) {
			return null;
		}
		try {
			return read(own, new MessageReader(own, Integer.BYTES, messageBytes));
		}
		catch (MalformedAggregateException ex) {
			return null;
		}
	}

	private static Aggregate read(byte[] bytes, MessageReader reader) {
		List<String> partitionKeys = new ArrayList<>();
		List<String> explicitHashKeys = new ArrayList<>();
		EntryIndex entries = new EntryIndex();
		for (int field = reader.next(); field != 0; field = reader.next()) {
			switch (field) {
				case AggregateFormat.PARTITION_KEY_FIELD -> partitionKeys.add(reader.readText());
				case AggregateFormat.EXPLICIT_HASH_KEY_FIELD -> explicitHashKeys.add(reader.readText());
				case AggregateFormat.RECORD_FIELD -> entries.add(reader);
				default -> reader.skip();
			}
		}
		entries.check(partitionKeys.size(), explicitHashKeys.size());
		return new Aggregate(bytes, partitionKeys, explicitHashKeys, entries);
	}

	/**
	 * How many user records it has.
	 * @return the number; the index of a record is its sub-sequence number
	 */
	public int size() {
		return this.entries.size();
	}

	public String partitionKey(int index) {
		return this.partitionKeys.get(this.entries.partitionKey(index));
	}

	/**
	 * The explicit hash key of a record.
	 * @param index the record's index
	 * @return the number as its producer wrote it, or null if there is none
	 */
	public @Nullable String explicitHashKey(int index) {
		int key = this.entries.explicitHashKey(index);
		return (key != EntryIndex.NONE) ? this.explicitHashKeys.get(key) : null;
	}

	/**
	 * The payload of a record.
	 * @param index the record's index
	 * @return a slice of what all records share, read-only
	 */
	public ByteBuffer data(int index) {
		return this.data.slice(this.entries.data(index), this.entries.dataLength(index));
	}

	/**
	 * The tags of a record, which are read each time.
	 * @param index the record's index
	 * @return the tags in their order; of two with the same key the later one, and a tag
	 * without a value as an empty one
	 */
	public Map<String, String> tags(int index) {
		int start = this.entries.tags(index);
		if (start == EntryIndex.NONE) {
			return Map.of();
		}
		Map<String, String> tags = new LinkedHashMap<>();
		MessageReader reader = new MessageReader(this.bytes, start, this.entries.end(index) - start);
		for (int field = reader.next(); field != 0; field = reader.next()) {
			if (field == AggregateFormat.RECORD_TAG_FIELD) {
				readTag(reader, tags);
			}
			else {
				reader.skip();
			}
		}
		return tags;
	}

	private static void readTag(MessageReader reader, Map<String, String> tags) {
		String key = "";
		String value = "";
		int outer = reader.enter();
		for (int field = reader.next(); field != 0; field = reader.next()) {
			switch (field) {
				case AggregateFormat.TAG_KEY_FIELD -> key = reader.readText();
				case AggregateFormat.TAG_VALUE_FIELD -> value = reader.readText();
				default -> reader.skip();
			}
		}
		reader.leave(outer);
		tags.put(key, value);
	}

	/**
	 * Finds the records that do not belong to a shard, as after a reshard or by a mistake
	 * of their producer. Each distinct key is looked at once.
	 * @param shard the shard's hash keys
	 * @return the indexes of the records whose hash keys are outside; a record whose
	 * explicit hash key is no number is inside, for no other shard would take it
	 */
	public BitSet outside(HashRange shard) {
		return outside(shard, HashKey::ofPartitionKey);
	}

	/**
	 * Finds the records that do not belong to a shard, with hash keys from elsewhere.
	 * @param shard the shard's hash keys
	 * @param hashKeys what {@link HashKey#ofPartitionKey} would answer, such as a
	 * {@link HashKeyCache}
	 * @return as {@link #outside(HashRange)}
	 */
	public BitSet outside(HashRange shard, Function<String, HashKey> hashKeys) {
		BitSet foreignKeys = outside(shard, this.partitionKeys, hashKeys);
		BitSet foreignHashKeys = outside(shard, this.explicitHashKeys,
				(key) -> HashKey.parse(LEADING_ZEROS.matcher(key).replaceFirst("")));
		BitSet foreign = new BitSet();
		if (foreignKeys.isEmpty() && foreignHashKeys.isEmpty()) {
			return foreign;
		}
		for (int i = 0; i < size(); i++) {
			int hashKey = this.entries.explicitHashKey(i);
			foreign.set(i, (hashKey != EntryIndex.NONE) ? foreignHashKeys.get(hashKey)
					: foreignKeys.get(this.entries.partitionKey(i)));
		}
		return foreign;
	}

	private static BitSet outside(HashRange shard, List<String> keys, Function<String, HashKey> hashKey) {
		BitSet outside = new BitSet();
		for (int i = 0; i < keys.size(); i++) {
			outside.set(i, !contains(shard, keys.get(i), hashKey));
		}
		return outside;
	}

	private static boolean contains(HashRange shard, String key, Function<String, HashKey> hashKey) {
		try {
			return shard.contains(hashKey.apply(key));
		}
		catch (IllegalArgumentException ex) {
			return true;
		}
	}

}
