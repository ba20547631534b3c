package io.kinesisboot.convert;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How Avro sees a Java type. Immutable.
 *
 * @param model what makes and reads its objects
 * @param schema the schema of a generated class, or null for generic records
 */
record AvroType(GenericData model, @Nullable Schema schema) {

	static AvroType of(Class<?> type) {
		if (SpecificRecord.class.isAssignableFrom(type)) {
			SpecificData model = SpecificData.getForClass(type);
			return new AvroType(model, model.getSchema(type));
		}
		return new AvroType(GenericData.get(), null);
	}

}
