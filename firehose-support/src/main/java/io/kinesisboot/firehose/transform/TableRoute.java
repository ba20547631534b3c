package io.kinesisboot.firehose.transform;

import java.util.Locale;

/**
 * The Iceberg table that takes a record, and how. Immutable.
 *
 * @param database the table's database
 * @param table the table
 * @param operation what happens to the row
 * @since 0.1.0
 */
public record TableRoute(String database, String table, Operation operation) {

	public TableRoute {
		requireText("database", database);
		requireText("table", table);
	}

	private static void requireText(String name, String value) {
		if (value.isBlank()) {
			throw new IllegalArgumentException("'%s' must not be blank but was '%s'".formatted(name, value));
		}
	}

	/**
	 * What happens to a row.
	 */
	public enum Operation {

		/** It is added. */
		INSERT,

		/** That with its unique keys is replaced. */
		UPDATE,

		/** That with its unique keys is removed. */
		DELETE;

		/**
		 * The word that Firehose knows it by.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
