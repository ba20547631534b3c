package io.kinesisboot.firehose.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a transformer makes of a record, where a payload alone does not say it. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Transformation {

	/**
	 * Delivers a payload.
	 * @param payload {@code byte[]}, text, an object to become JSON, or several of these
	 * in a collection, an array or a stream, which are joined
	 * @return the outcome, to which keys and a table can be added
	 */
	static Ok ok(Object payload) {
		return new Ok(payload, Map.of(), null);
	}

	/**
	 * Leaves the record out, which is a success to Firehose.
	 * @return the outcome
	 */
	static Dropped dropped() {
		return new Dropped();
	}

	/**
	 * Has Firehose write the record to the error output as it came, without trying again.
	 * @param reason why, which is logged and not told to Firehose
	 * @return the outcome
	 */
	static ProcessingFailed processingFailed(String reason) {
		return new ProcessingFailed(reason);
	}

	/**
	 * The record is delivered.
	 *
	 * @param payload what is delivered instead of it
	 * @param partitionKeys the keys of dynamic partitioning by their names; they win over
	 * those that annotations name
	 * @param route the Iceberg table that takes it; null if the delivery stream says so
	 */
	record Ok(Object payload, Map<String, String> partitionKeys, @Nullable TableRoute route) implements Transformation {

		public Ok {
			Objects.requireNonNull(payload, "'payload' must not be null");
			partitionKeys = Map.copyOf(partitionKeys);
		}

		/**
		 * Adds a key of dynamic partitioning, in place of that of its name.
		 * @param name the name, as prefixes of S3 have it:
		 * <code>!{partitionKeyFromLambda:name}</code>
		 * @param value the value, not blank
		 * @return an outcome with the key
		 */
		public Ok withPartitionKey(String name, String value) {
			Map<String, String> all = new LinkedHashMap<>(this.partitionKeys);
			all.put(name, value);
			return new Ok(this.payload, all, this.route);
		}

		/**
		 * Chooses the Iceberg table.
		 * @param database the table's database
		 * @param table the table
		 * @param operation what happens to the row
		 * @return an outcome with the table
		 */
		public Ok withRoute(String database, String table, TableRoute.Operation operation) {
			return new Ok(this.payload, this.partitionKeys, new TableRoute(database, table, operation));
		}

	}

	/**
	 * The record is left out.
	 */
	record Dropped() implements Transformation {
	}

	/**
	 * The record goes to the error output.
	 *
	 * @param reason why, which is logged
	 */
	record ProcessingFailed(String reason) implements Transformation {
	}

}
