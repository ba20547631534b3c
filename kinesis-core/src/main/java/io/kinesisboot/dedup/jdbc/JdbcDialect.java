package io.kinesisboot.dedup.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * How a database takes many keys in one statement.
 *
 * @since 0.1.0
 */
public enum JdbcDialect {

	/** PostgreSQL 9.5 or later. */
	POSTGRESQL("""
			INSERT INTO %1$s AS held (id, state, claimant, ends_at)
			SELECT id, ?, ?, ? FROM unnest(?) AS wanted (id) ORDER BY id
			ON CONFLICT (id) DO UPDATE
			SET state = excluded.state, claimant = excluded.claimant, ends_at = excluded.ends_at
			WHERE held.state = 'FAILED' OR held.ends_at <= ?
			RETURNING id"""),

	/** H2 2.3 or later. */
	H2("""
			SELECT id FROM FINAL TABLE (
			MERGE INTO %1$s AS held
			USING (SELECT id, CAST(? AS VARCHAR) AS state, CAST(? AS VARCHAR) AS claimant, CAST(? AS BIGINT) AS ends_at
			FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS keys (id) ORDER BY id) AS wanted
			ON held.id = wanted.id
			WHEN MATCHED AND (held.state = 'FAILED' OR held.ends_at <= ?) THEN UPDATE
			SET state = wanted.state, claimant = wanted.claimant, ends_at = wanted.ends_at
			WHEN NOT MATCHED THEN INSERT (id, state, claimant, ends_at)
			VALUES (wanted.id, wanted.state, wanted.claimant, wanted.ends_at))"""),

	/** MySQL 8 or later, or MariaDB 10.6 or later. It claims first, and looks then. */
	MYSQL("""
			INSERT INTO %1$s (id, state, claimant, ends_at) VALUES %2$s
			ON DUPLICATE KEY UPDATE
			claimant = IF(state = 'FAILED' OR ends_at <= ?, VALUES(claimant), claimant),
			state = IF(claimant = VALUES(claimant), VALUES(state), state),
			ends_at = IF(claimant = VALUES(claimant), VALUES(ends_at), ends_at)""");

	private final String claim;

	JdbcDialect(String claim) {
		this.claim = claim;
	}

	/**
	 * Finds the dialect of a database.
	 * @param productName the database's name, as its driver tells it
	 * @return the dialect
	 * @throws IllegalArgumentException if there is none for it
	 */
	public static JdbcDialect of(String productName) {
		return switch (productName.toLowerCase(Locale.ROOT)) {
			case "postgresql" -> POSTGRESQL;
			case "h2" -> H2;
			case "mysql", "mariadb" -> MYSQL;
			default -> throw new IllegalArgumentException(
					"The database of an idempotency store must be PostgreSQL, MySQL, MariaDB or H2 but was "
							+ productName);
		};
	}

	static JdbcDialect of(JdbcOperations jdbc) {
		return Objects.requireNonNull(jdbc.execute((ConnectionCallback<JdbcDialect>) (connection) -> of(
				connection.getMetaData().getDatabaseProductName())));
	}

	/**
	 * Where in the class path the script is that creates the table.
	 * @return its path
	 */
	public String schema() {
		return "io/kinesisboot/dedup/jdbc/schema-" + name().toLowerCase(Locale.ROOT) + ".sql";
	}

	/**
	 * The statement that claims keys.
	 */
	String claim(String table, int keys) {
		return this.claim.formatted(table, String.join(", ", Collections.nCopies(keys, "(?, ?, ?, ?)")));
	}

	/**
	 * Whether that statement answers with the keys that it has claimed.
	 */
	boolean returnsClaimed() {
		return this != MYSQL;
	}

	void bindClaim(PreparedStatement statement, List<String> keys, KeyTable.Row row, long now) throws SQLException {
		int index = 1;
		if (this == MYSQL) {
			for (String key : keys) {
				statement.setString(index++, key);
				index = bind(statement, index, row);
			}
		}
		else {
			index = bind(statement, index, row);
			index = bind(statement, index, keys);
		}
		statement.setLong(index, now);
	}

	private static int bind(PreparedStatement statement, int index, KeyTable.Row row) throws SQLException {
		statement.setString(index, row.state());
		statement.setString(index + 1, row.claimant());
		statement.setLong(index + 2, row.end());
		return index + 3;
	}

	/**
	 * The condition that a row is that of one of several keys.
	 */
	String in(int keys) {
		return (this != MYSQL) ? "id = ANY(?)" : "id IN (" + String.join(", ", Collections.nCopies(keys, "?")) + ")";
	}

	/**
	 * Binds the keys of such a condition.
	 * @return the index of what follows them
	 */
	int bind(PreparedStatement statement, int index, List<String> keys) throws SQLException {
		if (this == MYSQL) {
			for (int i = 0; i < keys.size(); i++) {
				statement.setString(index + i, keys.get(i));
			}
			return index + keys.size();
		}
		Connection connection = statement.getConnection();
		statement.setArray(index, connection.createArrayOf("varchar", keys.toArray()));
		return index + 1;
	}

}
