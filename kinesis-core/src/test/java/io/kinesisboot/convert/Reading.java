package io.kinesisboot.convert;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What Avro generates of a schema, as far as tests need it.
 */
public final class Reading extends SpecificRecordBase {

	public static final Schema SCHEMA$ = schema("""
			{"name": "sensor", "type": {"type": "string", "avro.java.string": "String"}},
			{"name": "celsius", "type": "double"},
			{"name": "note", "type": {"type": "string", "avro.java.string": "String"}, "default": "none"}""");

	/** The schema before notes were added. */
	static final Schema FORMER = schema("""
			{"name": "sensor", "type": {"type": "string", "avro.java.string": "String"}},
			{"name": "celsius", "type": "double"}""");

	private static final SpecificData MODEL$ = new SpecificData();

	private String sensor = "";

	private double celsius;

	private String note = "";

	public Reading() {
	}

	Reading(String sensor, double celsius, String note) {
		this.sensor = sensor;
		this.celsius = celsius;
		this.note = note;
	}

	private static Schema schema(String fields) {
		return new Schema.Parser().parse("""
				{"type": "record", "name": "Reading", "namespace": "io.kinesisboot.convert", "fields": [%s]}"""
			.formatted(fields));
	}

	@Override
	public SpecificData getSpecificData() {
		return MODEL$;
	}

	@Override
	public Schema getSchema() {
		return SCHEMA$;
	}

	@Override
	public Object get(int field) {
		return switch (field) {
			case 0 -> this.sensor;
			case 1 -> this.celsius;
			case 2 -> this.note;
			default -> throw new IndexOutOfBoundsException(field);
		};
	}

	@Override
	public void put(int field, Object value) {
		switch (field) {
			case 0 -> this.sensor = value.toString();
			case 1 -> this.celsius = (Double) value;
			case 2 -> this.note = value.toString();
			default -> throw new IndexOutOfBoundsException(field);
		}
	}

}
