package io.kinesisboot.flink.table;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.kinesisboot.flink.sink.PartitionKeys;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * The values of the columns that a table is partitioned by, in one key. Immutable.
 *
 * @param fields take the values out of a row
 * @param delimiter what stands between two values
 */
record RowPartitionKeys(List<RowData.FieldGetter> fields, String delimiter) implements PartitionKeys<RowData> {

	private static final int MAX_LENGTH = 256;

	private static final Set<LogicalTypeRoot> WITHOUT_TEXT = EnumSet.of(LogicalTypeRoot.BINARY,
			LogicalTypeRoot.VARBINARY, LogicalTypeRoot.ARRAY, LogicalTypeRoot.MULTISET, LogicalTypeRoot.MAP,
			LogicalTypeRoot.ROW, LogicalTypeRoot.RAW);

	static RowPartitionKeys of(DataType rows, List<String> columns, String delimiter) {
		RowType type = (RowType) rows.getLogicalType();
		return new RowPartitionKeys(columns.stream().map((column) -> field(type, column)).collect(Collectors.toList()),
				delimiter);
	}

	private static RowData.FieldGetter field(RowType type, String column) {
		int index = type.getFieldIndex(column);
		LogicalType columnType = type.getTypeAt(index);
		if (WITHOUT_TEXT.contains(columnType.getTypeRoot())) {
			throw new ValidationException(
					"A column in PARTITIONED BY must be a text, a number, a boolean or a time but '%s' is %s"
						.formatted(column, columnType));
		}
		return RowData.createFieldGetter(columnType, index);
	}

	@Override
	public String partitionKey(RowData row) {
		String key = this.fields.stream()
			.map((field) -> String.valueOf(field.getFieldOrNull(row)))
			.collect(Collectors.joining(this.delimiter));
		return (key.length() > MAX_LENGTH) ? key.substring(0, MAX_LENGTH) : key;
	}

}
