package io.kinesisboot.flink.source;

import java.io.IOException;
import java.io.Serializable;

import io.kinesisboot.consumer.ReceivedRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Makes the elements of a data stream of user records. Each reader has a copy of its own,
 * which one thread uses.
 *
 * @param <T> the type of the elements
 * @since 0.1.0
 */
public interface KinesisDeserializer<T> extends Serializable, ResultTypeQueryable<T> {

	/**
	 * Prepares for the first record.
	 * @param context gives metrics and the class loader of the job
	 * @throws Exception if it cannot be prepared, which fails the job
	 */
	default void open(DeserializationSchema.InitializationContext context) throws Exception {
	}

	/**
	 * Makes elements of a user record: none, one or more.
	 * @param record the user record, from an aggregate or by itself
	 * @param out takes the elements; their timestamp is when the service received the
	 * record
	 * @throws IOException if the record cannot be read, which fails the job
	 */
	void deserialize(ReceivedRecord record, Collector<T> out) throws IOException;

	/**
	 * Makes elements of payloads alone.
	 * @param <T> the type of the elements
	 * @param schema reads payloads, such as a format of Flink's
	 * @return a deserializer
	 */
	static <T> KinesisDeserializer<T> of(DeserializationSchema<T> schema) {
		return new PayloadDeserializer<>(schema);
	}

	/**
	 * Hands payloads to a schema.
	 *
	 * @param <T> the type of the elements
	 * @param schema reads payloads
	 */
	record PayloadDeserializer<T>(DeserializationSchema<T> schema) implements KinesisDeserializer<T> {

		@Override
		public void open(DeserializationSchema.InitializationContext context) throws Exception {
			this.schema.open(context);
		}

		@Override
		public void deserialize(ReceivedRecord record, Collector<T> out) throws IOException {
			this.schema.deserialize(record.bytes(), out);
		}

		@Override
		public TypeInformation<T> getProducedType() {
			return this.schema.getProducedType();
		}

	}

}
