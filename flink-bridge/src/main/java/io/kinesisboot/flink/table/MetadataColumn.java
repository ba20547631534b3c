package io.kinesisboot.flink.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.consumer.ReceivedRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * What a table can tell of a record beside its payload.
 */
enum MetadataColumn {

	/** When the service received it. */
	TIMESTAMP("timestamp", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3).notNull(),
			(record) -> TimestampData.fromInstant(record.approximateArrivalTimestamp())),

	/** The sequence number of its stream record. */
	SEQUENCE_NUMBER("sequence-number", DataTypes.STRING().notNull(),
			(record) -> StringData.fromString(record.sequenceNumber())),

	/** The shard that it was read from. */
	SHARD_ID("shard-id", DataTypes.STRING().notNull(), (record) -> StringData.fromString(record.shardId())),

	/** Its index within an aggregate, or 0. */
	SUB_SEQUENCE_NUMBER("sub-sequence-number", DataTypes.BIGINT().notNull(), ReceivedRecord::subSequenceNumber),

	/** The key that it was put with. */
	PARTITION_KEY("partition-key", DataTypes.STRING().notNull(),
			(record) -> StringData.fromString(record.partitionKey())),

	/** The hash key that it was put with, known of records in aggregates. */
	EXPLICIT_HASH_KEY("explicit-hash-key", DataTypes.STRING().nullable(),
			(record) -> StringData.fromString(record.explicitHashKey())),

	/** What its producer sent with it in an aggregate. */
	HEADERS("headers", DataTypes.MAP(DataTypes.STRING().notNull(), DataTypes.STRING().notNull()).notNull(),
			(record) -> new GenericMapData(record.tags()
				.entrySet()
				.stream()
				.collect(Collectors.toMap((tag) -> StringData.fromString(tag.getKey()),
						(tag) -> StringData.fromString(tag.getValue())))));

	private final String key;

	private final DataType type;

	private final Function<ReceivedRecord, @Nullable Object> value;

	MetadataColumn(String key, DataType type, Function<ReceivedRecord, @Nullable Object> value) {
		this.key = key;
		this.type = type;
		this.value = value;
	}

	static Map<String, DataType> types() {
		Map<String, DataType> types = new LinkedHashMap<>();
		for (MetadataColumn column : values()) {
			types.put(column.key, column.type);
		}
		return types;
	}

	static MetadataColumn of(String key) {
		return Arrays.stream(values())
			.filter((column) -> column.key.equals(key))
			.findFirst()
			.orElseThrow(() -> new ValidationException(
					"A metadata column must be one of %s but was '%s'".formatted(types().keySet(), key)));
	}

	@Nullable Object valueOf(ReceivedRecord record) {
		return this.value.apply(record);
	}

}
