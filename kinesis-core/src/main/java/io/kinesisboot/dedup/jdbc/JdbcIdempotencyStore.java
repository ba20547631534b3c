package io.kinesisboot.dedup.jdbc;

import java.sql.Connection;
import java.time.Clock;
import java.util.List;

import javax.sql.DataSource;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers keys in a table, whose script is in the class path at
 * {@link JdbcDialect#schema()}: in one statement for all keys of a call, and a second one
 * where some are not new. Rows stay until {@link #purge()}. The clocks of all who use the
 * table should agree to a fraction of the lease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JdbcIdempotencyStore implements IdempotencyStore {

	/** The table that the scripts create. */
	public static final String TABLE = "kinesis_idempotency";

	private final KeyTable table;

	private final KeyTimes times;

	private final Clock clock;

	/**
	 * Creates a store.
	 * @param dataSource where the table is
	 * @param table the table's name, which may begin with that of its schema
	 * @param times how long keys are kept
	 * @param clock tells the time
	 * @throws IllegalArgumentException if the database is none that is known, its
	 * connections do not commit by themselves, or there is no such table
	 */
	public JdbcIdempotencyStore(DataSource dataSource, String table, KeyTimes times, Clock clock) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		requireAutoCommit(jdbc);
		this.table = new KeyTable(jdbc, JdbcDialect.of(jdbc), table);
		this.table.check();
		this.times = times;
		this.clock = clock;
	}

	private static void requireAutoCommit(JdbcTemplate jdbc) {
		if (!Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) Connection::getAutoCommit))) {
			throw new IllegalArgumentException(
					"Connections of an idempotency store must commit each statement ('auto-commit' of the data source) but do not");
		}
	}

	@Override
	public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		long now = this.clock.millis();
		return this.table.claim(EffectKey.texts(keys),
				new KeyTable.Row(KeyTable.CLAIMED, claimant, now + this.times.lease().toMillis()), now);
	}

	@Override
	public void complete(List<EffectKey> keys, String claimant) {
		this.table.complete(EffectKey.texts(keys), this.clock.millis() + this.times.retention().toMillis());
	}

	@Override
	public void fail(List<EffectKey> keys, String claimant) {
		this.table.fail(EffectKey.texts(keys), claimant);
	}

	@Override
	public void release(List<EffectKey> keys, String claimant) {
		this.table.delete(EffectKey.texts(keys), claimant);
	}

	/**
	 * Deletes the rows whose time is over.
	 * @return how many
	 */
	public int purge() {
		return this.table.purge(this.clock.millis());
	}

}
