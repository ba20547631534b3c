package io.kinesisboot.flink.table;

import java.util.HashSet;
import java.util.Set;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;

/**
 * Makes tables of streams: {@code 'connector' = 'kinesis-bridge'}. The options have the
 * names of Apache Flink's own connector {@code kinesis}. Stateless.
 *
 * @since 0.1.0
 */
public final class KinesisBridgeTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {

	/** What a table names as its connector. */
	public static final String IDENTIFIER = "kinesis-bridge";

	@Override
	public String factoryIdentifier() {
		return IDENTIFIER;
	}

	@Override
	public Set<ConfigOption<?>> requiredOptions() {
		return Set.of(BridgeOptions.STREAM_ARN, FactoryUtil.FORMAT);
	}

	@Override
	public Set<ConfigOption<?>> optionalOptions() {
		Set<ConfigOption<?>> options = new HashSet<>(BridgeOptions.optional());
		options.add(FactoryUtil.SINK_PARALLELISM);
		return options;
	}

	@Override
	public DynamicTableSource createDynamicTableSource(Context context) {
		FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
		var format = helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
		helper.validate();
		ReadableConfig options = helper.getOptions();
		checkConsumer(options);
		BridgeOptions.client(options);
		BridgeOptions.startingPosition(options);
		return new BridgeTableSource(context.getObjectIdentifier().getObjectName(), options, format,
				context.getPhysicalRowDataType());
	}

	private static void checkConsumer(ReadableConfig options) {
		if (options.get(BridgeOptions.READER_TYPE) == BridgeOptions.ReaderType.EFO
				&& options.getOptional(BridgeOptions.CONSUMER_NAME).isEmpty()) {
			throw new ValidationException("'%s' must be given with '%s' = 'EFO' but was not"
				.formatted(BridgeOptions.CONSUMER_NAME.key(), BridgeOptions.READER_TYPE.key()));
		}
	}

	@Override
	public DynamicTableSink createDynamicTableSink(Context context) {
		FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
		var format = helper.discoverEncodingFormat(SerializationFormatFactory.class, FactoryUtil.FORMAT);
		helper.validate();
		ReadableConfig options = helper.getOptions();
		BridgeOptions.client(options);
		return new BridgeTableSink(options, format, context.getPhysicalRowDataType(),
				context.getCatalogTable().getPartitionKeys());
	}

}
