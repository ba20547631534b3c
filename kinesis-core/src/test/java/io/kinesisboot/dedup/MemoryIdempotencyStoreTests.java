package io.kinesisboot.dedup;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MemoryIdempotencyStoreTests extends IdempotencyStoreContract {

	@Override
	protected IdempotencyStore store(KeyTimes times) {
		return new MemoryIdempotencyStore(1000, times, Clock.systemUTC());
	}

	@Test
	void theNewestKeysAreRemembered() {
		IdempotencyStore store = new MemoryIdempotencyStore(100, KeyTimes.DEFAULT, Clock.systemUTC());
		for (int i = 0; i < 1000; i++) {
			store.claim(List.of("key " + i), "one");
			store.complete(List.of("key " + i), "one");
		}
		for (int i = 900; i < 1000; i++) {
			assertThat(store.claim(List.of("key " + i), "two")).containsExactly(ClaimState.DONE);
		}
		assertThat(store.claim(List.of("key 899"), "two")).containsExactly(ClaimState.CLAIMED);
	}

	@Test
	void aStoreRemembersSomething() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new MemoryIdempotencyStore(0, KeyTimes.DEFAULT, Clock.systemUTC()))
			.withMessage("'maxKeys' must be at least 1 but was 0");
	}

}
