package io.kinesisboot.firehose.transform.method;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.kinesisboot.firehose.transform.TransformationRecord;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes of records what a transformer method takes for them. Thread-safe.
 */
final class PayloadReader {

	private final Function<TransformationRecord, Object> reader;

	/**
	 * Creates a reader.
	 * @param type what the method takes
	 * @param mapper reads JSON
	 */
	PayloadReader(Type type, JsonMapper mapper) {
		this.reader = reader(type, mapper);
	}

	private static Function<TransformationRecord, Object> reader(Type type, JsonMapper mapper) {
		if (type == TransformationRecord.class) {
			return (record) -> record;
		}
		if (type == byte[].class || type == Object.class) {
			return TransformationRecord::bytes;
		}
		if (type == String.class) {
			return (record) -> new String(record.bytes(), StandardCharsets.UTF_8);
		}
		ObjectReader json = mapper.readerFor(mapper.constructType(type));
		return (record) -> {
			Object payload = json.readValue(record.bytes());
			if (payload == null) {
				throw new IllegalArgumentException("The payload of " + record + " is the JSON null");
			}
			return payload;
		};
	}

	Object read(TransformationRecord record) {
		return this.reader.apply(record);
	}

}
