package io.kinesisboot.dedup.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.kinesisboot.dedup.ClaimState;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;

/**
 * The table of keys. Thread-safe.
 */
final class KeyTable {

	static final String CLAIMED = "CLAIMED";

	static final String DONE = "DONE";

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

	private static final int ATTEMPTS = 3;

	private final JdbcOperations jdbc;

	private final JdbcDialect dialect;

	private final String name;

	KeyTable(JdbcOperations jdbc, JdbcDialect dialect, String name) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"'table' must be the name of a table, %s, but was '%s'".formatted(NAME, name));
		}
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.name = name;
	}

	/**
	 * Fails if there is no such table.
	 */
	void check() {
		try {
			this.jdbc.query("SELECT id, state, claimant, ends_at FROM " + this.name + " WHERE 1 = 0", ResultSet::next);
		}
		catch (DataAccessException ex) {
			throw new IllegalArgumentException(
					"The table '%s' of the idempotency store cannot be read; classpath:%s creates it"
						.formatted(this.name, this.dialect.schema()),
					ex);
		}
	}

	/**
	 * Claims keys.
	 * @param row what becomes of the rows that are claimed
	 * @param now the time, in milliseconds
	 */
	List<ClaimState> claim(List<String> keys, Row row, long now) {
		Set<String> claimed = claimed(keys, row, now);
		List<String> others = keys.stream().filter((key) -> !claimed.contains(key)).toList();
		Map<String, String> states = others.isEmpty() ? Map.of() : states(others);
		List<ClaimState> result = new ArrayList<>(keys.size());
		for (String key : keys) {
			// One that is gone by now was held by somebody a moment ago
			ClaimState other = DONE.equals(states.get(key)) ? ClaimState.DONE : ClaimState.HELD;
			result.add(claimed.contains(key) ? ClaimState.CLAIMED : other);
		}
		return result;
	}

	/**
	 * Claims keys, again if another one has just inserted them, which H2 takes for a
	 * failure.
	 */
	private Set<String> claimed(List<String> keys, Row row, long now) {
		for (int attempt = 1;; attempt++) {
			try {
				return claimedAtOnce(keys, row, now);
			}
			catch (DuplicateKeyException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private Set<String> claimedAtOnce(List<String> keys, Row row, long now) {
		String claim = this.dialect.claim(this.name, keys.size());
		if (this.dialect.returnsClaimed()) {
			return execute(claim, (statement) -> {
				this.dialect.bindClaim(statement, keys, row, now);
				return first(statement.executeQuery());
			});
		}
		execute(claim, (statement) -> {
			this.dialect.bindClaim(statement, keys, row, now);
			return statement.executeUpdate();
		});
		return execute("SELECT id FROM " + this.name + " WHERE claimant = ? AND " + this.dialect.in(keys.size()),
				(statement) -> {
					statement.setString(1, row.claimant());
					this.dialect.bind(statement, 2, keys);
					return first(statement.executeQuery());
				});
	}

	private static Set<String> first(ResultSet rows) throws SQLException {
		Set<String> values = new HashSet<>();
		while (rows.next()) {
			values.add(rows.getString(1));
		}
		return values;
	}

	private Map<String, String> states(List<String> keys) {
		return execute("SELECT id, state FROM " + this.name + " WHERE " + this.dialect.in(keys.size()), (statement) -> {
			this.dialect.bind(statement, 1, keys);
			Map<String, String> states = new HashMap<>();
			ResultSet rows = statement.executeQuery();
			while (rows.next()) {
				states.put(rows.getString(1), rows.getString(2));
			}
			return states;
		});
	}

	/**
	 * Notes that keys are done, whoever has them now.
	 */
	void complete(List<String> keys, long end) {
		execute("UPDATE " + this.name + " SET state = 'DONE', ends_at = ? WHERE " + this.dialect.in(keys.size()),
				(statement) -> {
					statement.setLong(1, end);
					this.dialect.bind(statement, 2, keys);
					return statement.executeUpdate();
				});
	}

	/**
	 * Notes that keys have failed which the claimant still has.
	 */
	void fail(List<String> keys, String claimant) {
		ofClaimant("UPDATE " + this.name + " SET state = 'FAILED'", keys, claimant);
	}

	/**
	 * Forgets keys which the claimant still has.
	 */
	void delete(List<String> keys, String claimant) {
		ofClaimant("DELETE FROM " + this.name, keys, claimant);
	}

	private void ofClaimant(String change, List<String> keys, String claimant) {
		execute(change + " WHERE claimant = ? AND " + this.dialect.in(keys.size()), (statement) -> {
			statement.setString(1, claimant);
			this.dialect.bind(statement, 2, keys);
			return statement.executeUpdate();
		});
	}

	/**
	 * Forgets keys whose time is over.
	 * @return how many
	 */
	int purge(long now) {
		return this.jdbc.update("DELETE FROM " + this.name + " WHERE ends_at <= ?", now);
	}

	private <T> T execute(String sql, PreparedStatementCallback<T> action) {
		return Objects.requireNonNull(this.jdbc.execute(sql, action));
	}

	/**
	 * What becomes of a row that is claimed. Immutable.
	 *
	 * @param state the state
	 * @param claimant who has it
	 * @param end when it is free again, in milliseconds since 1970
	 */
	record Row(String state, String claimant, long end) {
	}

}
