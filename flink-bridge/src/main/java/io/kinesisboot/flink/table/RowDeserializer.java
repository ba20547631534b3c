package io.kinesisboot.flink.table;

import java.io.IOException;
import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.flink.source.KinesisDeserializer;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.util.Collector;

/**
 * Makes rows of records: what the format reads from the payload, and then the metadata.
 *
 * @param format reads payloads
 * @param metadata the metadata columns, in their order
 * @param type the type of the rows
 */
record RowDeserializer(DeserializationSchema<RowData> format, List<MetadataColumn> metadata,
		TypeInformation<RowData> type) implements KinesisDeserializer<RowData> {

	@Override
	public void open(DeserializationSchema.InitializationContext context) throws Exception {
		this.format.open(context);
	}

	@Override
	public void deserialize(ReceivedRecord record, Collector<RowData> out) throws IOException {
		Collector<RowData> rows = this.metadata.isEmpty() ? out : new WithMetadata(metadataOf(record), out);
		try {
			this.format.deserialize(record.bytes(), rows);
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException("The payload of " + record + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private RowData metadataOf(ReceivedRecord record) {
		return GenericRowData.of(this.metadata.stream().map((column) -> column.valueOf(record)).toArray());
	}

	@Override
	public TypeInformation<RowData> getProducedType() {
		return this.type;
	}

	/**
	 * Adds metadata to the rows of a record.
	 *
	 * @param values the metadata
	 * @param out takes the rows
	 */
	private record WithMetadata(RowData values, Collector<RowData> out) implements Collector<RowData> {

		@Override
		public void collect(RowData row) {
			this.out.collect(new JoinedRowData(row.getRowKind(), row, this.values));
		}

		@Override
		public void close() {
			this.out.close();
		}

	}

}
