package io.kinesisboot.dedup.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.IdempotencyStoreContract;
import io.kinesisboot.dedup.KeyTimes;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the stores in a database promise beside what every store does.
 */
abstract class JdbcStoreContract extends IdempotencyStoreContract {

	protected abstract Database database();

	@Override
	protected IdempotencyStore store(KeyTimes times) {
		return new JdbcIdempotencyStore(database().dataSource(), JdbcIdempotencyStore.TABLE, times, Clock.systemUTC());
	}

	private TransactionalJdbcIdempotencyStore transactional() {
		return new TransactionalJdbcIdempotencyStore(database().dataSource(),
				new JdbcTransactionManager(database().dataSource()), JdbcIdempotencyStore.TABLE, Duration.ofHours(1),
				Clock.systemUTC());
	}

	@Test
	void committedKeysAreDone() {
		TransactionalJdbcIdempotencyStore store = transactional();
		List<EffectKey> keys = keysOf(Stream.of("committed a", "committed b"));
		assertThat(store.inTransaction(() -> store.claim(keys, "one"), (states) -> true))
			.containsExactly(ClaimState.CLAIMED, ClaimState.CLAIMED);
		assertThat(store.inTransaction(() -> store.claim(keys, "two"), (states) -> true))
			.containsExactly(ClaimState.DONE, ClaimState.DONE);
	}

	@Test
	void nothingRemainsOfWhatIsRolledBack() {
		TransactionalJdbcIdempotencyStore store = transactional();
		List<EffectKey> keys = keysOf(Stream.of("rolled back"));
		store.inTransaction(() -> store.claim(keys, "one"), (states) -> false);
		assertThat(store.inTransaction(() -> store.claim(keys, "two"), (states) -> true))
			.containsExactly(ClaimState.CLAIMED);
	}

	@Test
	void releasedKeysAreNotCommitted() {
		TransactionalJdbcIdempotencyStore store = transactional();
		List<EffectKey> keys = keysOf(Stream.of("kept", "given back"));
		store.inTransaction(() -> {
			List<ClaimState> states = store.claim(keys, "one");
			store.release(keys.subList(1, 2), "one");
			return states;
		}, (states) -> true);
		assertThat(store.inTransaction(() -> store.claim(keys, "two"), (states) -> true))
			.containsExactly(ClaimState.DONE, ClaimState.CLAIMED);
	}

	@Test
	void keysWhoseTimeIsOverAreDeleted() {
		JdbcIdempotencyStore store = (JdbcIdempotencyStore) store(
				new KeyTimes(Duration.ofHours(1), Duration.ofMillis(1)));
		store.claim(keysOf(Stream.of("open", "over")), "one");
		store.complete(keysOf(Stream.of("over")), "one");
		Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
		assertThat(
				new JdbcIdempotencyStore(database().dataSource(), JdbcIdempotencyStore.TABLE, KeyTimes.DEFAULT, later)
					.purge())
			.isPositive();
		assertThat(store.claim(keysOf(Stream.of("open", "over")), "two")).containsExactly(ClaimState.HELD,
				ClaimState.CLAIMED);
	}

	@Test
	void aMissingTableIsToldWithItsScript() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcIdempotencyStore(database().dataSource(), "no_such_table", KeyTimes.DEFAULT,
					Clock.systemUTC()))
			.withMessageMatching(
					"The table 'no_such_table' of the idempotency store cannot be read; classpath:io/kinesisboot/dedup/jdbc/schema-\\w+\\.sql creates it");
	}

	@Test
	void aTableHasANameAndNothingElse() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcIdempotencyStore(database().dataSource(), "keys; DROP TABLE keys",
					KeyTimes.DEFAULT, Clock.systemUTC()))
			.withMessageContaining("'table' must be the name of a table");
	}

	@Test
	void connectionsMustCommitByThemselves() {
		try (Database other = other()) {
			other.dataSource().setAutoCommit(false);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new JdbcIdempotencyStore(other.dataSource(), JdbcIdempotencyStore.TABLE,
						KeyTimes.DEFAULT, Clock.systemUTC()))
				.withMessageContaining("'auto-commit'");
		}
	}

	private Database other() {
		return Database.at(JdbcDialect.H2, database().url());
	}

}
