package io.kinesisboot.firehose.transform;

import java.io.OutputStream;
import java.util.Base64;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes answers as Firehose reads them. Thread-safe.
 */
final class ResponseWriter {

	/** What an answer takes beside all of its records. */
	static final int FRAME_BYTES = 16;

	/** What a record takes beside its texts and its bytes, at most. */
	private static final int RECORD_BYTES = 192;

	private static final int KEY_BYTES = 8;

	/** The longest form of a character: an escape. */
	private static final int BYTES_PER_CHARACTER = 6;

	private final JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

	/**
	 * Writes an answer.
	 * @param response the answer
	 * @param out where it goes; not closed
	 */
	void write(TransformationResponse response, OutputStream out) {
		String dataName = response.msk() ? "kafkaRecordValue" : "data";
		try (JsonGenerator generator = this.json.createGenerator(ObjectWriteContext.empty(), out)) {
			generator.writeStartObject();
			generator.writeArrayPropertyStart("records");
			for (TransformedRecord record : response.records()) {
				write(record, dataName, generator);
			}
			generator.writeEndArray();
			generator.writeEndObject();
		}
	}

	private static void write(TransformedRecord record, String dataName, JsonGenerator generator) {
		generator.writeStartObject();
		generator.writeStringProperty("recordId", record.recordId());
		generator.writeStringProperty("result", record.result().toString());
		generator.writeName(dataName);
		byte[] base64 = Base64.getEncoder().encode(record.bytes());
		generator.writeRawUTF8String(base64, 0, base64.length);
		TableRoute route = record.route();
		if (route != null || !record.partitionKeys().isEmpty()) {
			generator.writeObjectPropertyStart("metadata");
			if (!record.partitionKeys().isEmpty()) {
				generator.writeObjectPropertyStart("partitionKeys");
				record.partitionKeys().forEach(generator::writeStringProperty);
				generator.writeEndObject();
			}
			if (route != null) {
				generator.writeObjectPropertyStart("otfMetadata");
				generator.writeStringProperty("destinationDatabaseName", route.database());
				generator.writeStringProperty("destinationTableName", route.table());
				generator.writeStringProperty("operation", route.operation().toString());
				generator.writeEndObject();
			}
			generator.writeEndObject();
		}
		generator.writeEndObject();
	}

	/**
	 * What a record takes in an answer.
	 * @return a number of bytes that it does not exceed
	 */
	static long sizeOf(TransformedRecord record) {
		long size = RECORD_BYTES + sizeOf(record.recordId()) + (record.bytes().length + 2L) / 3 * 4;
		for (var key : record.partitionKeys().entrySet()) {
			size += KEY_BYTES + sizeOf(key.getKey()) + sizeOf(key.getValue());
		}
		TableRoute route = record.route();
		return (route != null) ? size + sizeOf(route.database()) + sizeOf(route.table()) : size;
	}

	private static long sizeOf(String text) {
		boolean plain = text.chars().allMatch((character) -> character >= ' ' && character < 0x7f);
		return plain ? 2L * text.length() : (long) BYTES_PER_CHARACTER * text.length();
	}

}
