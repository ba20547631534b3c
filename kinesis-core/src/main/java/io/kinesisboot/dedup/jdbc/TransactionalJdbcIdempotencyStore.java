package io.kinesisboot.dedup.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.TransactionalIdempotencyStore;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers keys in the transaction in which their effects happen: both are committed, or
 * neither is. Such a key needs no lease: it is done from the beginning, for the
 * transaction itself, and for others with its commit. Who comes with the same key
 * meanwhile waits in the database for the end of the transaction. Thread-safe.
 * <p>
 * The effects must be of the same database, by the same transaction manager, whose
 * transactions a {@code @Transactional} method joins.
 *
 * @since 0.1.0
 */
public final class TransactionalJdbcIdempotencyStore implements TransactionalIdempotencyStore {

	private final KeyTable table;

	private final Duration retention;

	private final Clock clock;

	private final TransactionOperations transactions;

	/**
	 * Creates a store.
	 * @param dataSource where the table is, and the effects are
	 * @param transactionManager the one of that data source
	 * @param table the table's name, which may begin with that of its schema
	 * @param retention how long it is remembered that a key is done, at least 1 ms
	 * @param clock tells the time
	 * @throws IllegalArgumentException if the database is none that is known, or there is
	 * no such table
	 */
	public TransactionalJdbcIdempotencyStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			String table, Duration retention, Clock clock) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		this.table = new KeyTable(jdbc, JdbcDialect.of(jdbc), table);
		this.table.check();
		if (retention.toMillis() < 1) {
			throw new IllegalArgumentException("'retention' must be at least 1 ms but was " + retention);
		}
		this.retention = retention;
		this.clock = clock;
		this.transactions = new TransactionTemplate(transactionManager);
	}

	@Override
	public <T> T inTransaction(Supplier<T> call, Predicate<T> keep) {
		return Objects.requireNonNull(this.transactions.execute((status) -> {
			T result = call.get();
			if (!keep.test(result)) {
				status.setRollbackOnly();
			}
			return result;
		}));
	}

	@Override
	public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		long now = this.clock.millis();
		return this.table.claim(EffectKey.texts(keys),
				new KeyTable.Row(KeyTable.DONE, claimant, now + this.retention.toMillis()), now);
	}

	/**
	 * Does nothing: the commit completes.
	 */
	@Override
	public void complete(List<EffectKey> keys, String claimant) {
	}

	/**
	 * Does nothing: a call that has failed is rolled back.
	 */
	@Override
	public void fail(List<EffectKey> keys, String claimant) {
	}

	@Override
	public void release(List<EffectKey> keys, String claimant) {
		this.table.delete(EffectKey.texts(keys), claimant);
	}

	/**
	 * Deletes the rows whose time is over, in a transaction.
	 * @return how many
	 */
	public int purge() {
		return inTransaction(() -> this.table.purge(this.clock.millis()), (deleted) -> true);
	}

}
