package io.kinesisboot.flink.table;

import java.util.List;
import java.util.Map;

import io.kinesisboot.flink.sink.KinesisSink;
import io.kinesisboot.flink.sink.PartitionKeys;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsPartitioning;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/**
 * A table that is written to a stream. Confined to the planner's thread.
 */
final class BridgeTableSink implements DynamicTableSink, SupportsPartitioning {

	private final ReadableConfig options;

	private final EncodingFormat<SerializationSchema<RowData>> format;

	private final DataType physicalType;

	private final List<String> partitionColumns;

	BridgeTableSink(ReadableConfig options, EncodingFormat<SerializationSchema<RowData>> format, DataType physicalType,
			List<String> partitionColumns) {
		this.options = options;
		this.format = format;
		this.physicalType = physicalType;
		this.partitionColumns = partitionColumns;
	}

	@Override
	public ChangelogMode getChangelogMode(ChangelogMode requested) {
		return this.format.getChangelogMode();
	}

	/**
	 * The planner puts the values of a static partition into the rows.
	 */
	@Override
	public void applyStaticPartition(Map<String, String> partition) {
		// Nothing is left to do
	}

	@Override
	public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
		KinesisSink<RowData> sink = KinesisSink.<RowData>builder(this.options.get(BridgeOptions.STREAM_ARN))
			.client(BridgeOptions.client(this.options))
			.serializer(this.format.createRuntimeEncoder(context, this.physicalType))
			.partitionKeys(partitionKeys())
			.aggregation(this.options.get(BridgeOptions.AGGREGATION))
			.maxBatchRecords(this.options.get(BridgeOptions.BATCH_MAX_SIZE))
			.maxInFlight(this.options.get(BridgeOptions.MAX_IN_FLIGHT))
			.maxBatchBytes(this.options.get(BridgeOptions.FLUSH_SIZE))
			.linger(this.options.get(BridgeOptions.FLUSH_TIMEOUT))
			.shardRate(BridgeOptions.shardRate(this.options))
			.build();
		return SinkV2Provider.of(sink, this.options.getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
	}

	private PartitionKeys<RowData> partitionKeys() {
		if (!this.partitionColumns.isEmpty()) {
			return RowPartitionKeys.of(this.physicalType, this.partitionColumns,
					this.options.get(BridgeOptions.PARTITIONER_DELIMITER));
		}
		return (this.options.get(BridgeOptions.PARTITIONER) == BridgeOptions.Partitioner.FIXED)
				? new FixedPartitionKey<>() : PartitionKeys.random();
	}

	@Override
	public DynamicTableSink copy() {
		return new BridgeTableSink(this.options, this.format, this.physicalType, this.partitionColumns);
	}

	@Override
	public String asSummaryString() {
		return "Kinesis stream " + this.options.get(BridgeOptions.STREAM_ARN);
	}

}
