package io.kinesisboot.embedded.firehose.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.firehose.plan.MetadataQuery;
import io.kinesisboot.embedded.firehose.plan.PartitionKeys;
import io.kinesisboot.embedded.firehose.plan.ProcessingPlan;
import io.kinesisboot.embedded.firehose.plan.RecordSplitter;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * What becomes of a record besides its transformation by a function. Immutable.
 *
 * @param plan what is to become of records
 */
record RecordParts(ProcessingPlan plan) {

	/**
	 * Takes a record apart, if it is to be.
	 * @param record the record as it came
	 * @return its parts
	 */
	List<DeliveryRecord> split(DeliveryRecord record) {
		RecordSplitter splitter = this.plan.splitter();
		List<byte[]> parts = (splitter != null) ? splitter.split(record.data()) : List.of(record.data());
		if (parts.size() == 1) {
			return List.of(record.withData(parts.get(0)));
		}
		int[] number = { 0 };
		return parts.stream()
			.map((part) -> new DeliveryRecord(record.id() + "." + number[0]++, part, record.arrival(),
					record.position()))
			.toList();
	}

	/**
	 * Finds the partition keys in a record, if that is wanted.
	 * @param record the record, transformed
	 * @return the record with the keys that it has
	 */
	DeliveryRecord withKeys(DeliveryRecord record) {
		MetadataQuery query = this.plan.query();
		Map<String, String> found = (query != null) ? query.extract(record.data()) : null;
		return (found != null) ? record.withKeys(new PartitionKeys(record.keys().ofLambda(), found)) : record;
	}

	/**
	 * Appends a newline, if that is wanted.
	 * @param record the record, transformed
	 * @return the record as it is delivered
	 */
	DeliveryRecord delimited(DeliveryRecord record) {
		return this.plan.delimited() ? record.withData(withNewline(record.data())) : record;
	}

	static byte[] withNewline(byte[] data) {
		byte[] longer = Arrays.copyOf(data, data.length + 1);
		longer[data.length] = '\n';
		return longer;
	}

}
