package io.kinesisboot.flink.table;

import java.util.List;
import java.util.Map;

import io.kinesisboot.flink.source.KinesisSource;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * A table that is read from a stream. Watermarks are made in the source, for each shard
 * by itself. Confined to the planner's thread.
 */
final class BridgeTableSource implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {

	private final String table;

	private final ReadableConfig options;

	private final DecodingFormat<DeserializationSchema<RowData>> format;

	private final DataType physicalType;

	private List<MetadataColumn> metadata = List.of();

	private DataType producedType;

	private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

	BridgeTableSource(String table, ReadableConfig options, DecodingFormat<DeserializationSchema<RowData>> format,
			DataType physicalType) {
		this.table = table;
		this.options = options;
		this.format = format;
		this.physicalType = physicalType;
		this.producedType = physicalType;
	}

	@Override
	public ChangelogMode getChangelogMode() {
		return this.format.getChangelogMode();
	}

	@Override
	public Map<String, DataType> listReadableMetadata() {
		return MetadataColumn.types();
	}

	@Override
	public void applyReadableMetadata(List<String> keys, DataType type) {
		this.metadata = keys.stream().map(MetadataColumn::of).toList();
		this.producedType = type;
	}

	@Override
	public void applyWatermark(WatermarkStrategy<RowData> strategy) {
		this.watermarks = strategy;
	}

	@Override
	public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
		RowDeserializer rows = new RowDeserializer(this.format.createRuntimeDecoder(context, this.physicalType),
				this.metadata, context.createTypeInformation(this.producedType));
		return new Provider(this.table, source(rows), this.watermarks);
	}

	private KinesisSource<RowData> source(RowDeserializer rows) {
		KinesisSource.Builder<RowData> source = KinesisSource
			.<RowData>builder(this.options.get(BridgeOptions.STREAM_ARN))
			.client(BridgeOptions.client(this.options))
			.startingPosition(BridgeOptions.startingPosition(this.options))
			.discoveryInterval(this.options.get(BridgeOptions.DISCOVERY_INTERVAL))
			.fetchInterval(this.options.get(BridgeOptions.FETCH_INTERVAL))
			.emptyFetchInterval(this.options.get(BridgeOptions.EMPTY_FETCH_INTERVAL))
			.maxRecords(this.options.get(BridgeOptions.MAX_RECORDS))
			.deserializer(rows);
		if (this.options.get(BridgeOptions.READER_TYPE) == BridgeOptions.ReaderType.EFO) {
			source.fanOut(this.options.getOptional(BridgeOptions.CONSUMER_NAME).orElse(""),
					this.options.get(BridgeOptions.CONSUMER_LIFECYCLE));
		}
		return source.build();
	}

	@Override
	public DynamicTableSource copy() {
		BridgeTableSource copy = new BridgeTableSource(this.table, this.options, this.format, this.physicalType);
		copy.metadata = this.metadata;
		copy.producedType = this.producedType;
		copy.watermarks = this.watermarks;
		return copy;
	}

	@Override
	public String asSummaryString() {
		return "Kinesis stream " + this.options.get(BridgeOptions.STREAM_ARN);
	}

	/**
	 * Puts the source into a job.
	 *
	 * @param table the table's name
	 * @param source the source
	 * @param watermarks makes its watermarks
	 */
	private record Provider(String table, KinesisSource<RowData> source,
			WatermarkStrategy<RowData> watermarks) implements DataStreamScanProvider {

		@Override
		public DataStream<RowData> produceDataStream(ProviderContext context, StreamExecutionEnvironment environment) {
			DataStreamSource<RowData> rows = environment.fromSource(this.source, this.watermarks, this.table);
			context.generateUid("kinesis").ifPresent(rows::uid);
			return rows;
		}

		@Override
		public boolean isBounded() {
			return false;
		}

	}

}
