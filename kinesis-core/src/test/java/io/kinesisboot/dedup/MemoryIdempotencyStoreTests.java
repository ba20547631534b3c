package io.kinesisboot.dedup;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

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
			store.claim(keysOf(Stream.of("key " + i)), "one");
			store.complete(keysOf(Stream.of("key " + i)), "one");
		}
		for (int i = 900; i < 1000; i++) {
			assertThat(store.claim(keysOf(Stream.of("key " + i)), "two")).containsExactly(ClaimState.DONE);
		}
		assertThat(store.claim(keysOf(Stream.of("key 899")), "two")).containsExactly(ClaimState.CLAIMED);
	}

	@Test
	void aStoreRemembersSomething() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new MemoryIdempotencyStore(0, KeyTimes.DEFAULT, Clock.systemUTC()))
			.withMessage("'maxKeys' must be at least 1 but was 0");
	}

	@Test
	void keysOfAGroupAreToldApartAndForgottenTogether() {
		IdempotencyStore store = new MemoryIdempotencyStore(3, KeyTimes.DEFAULT, Clock.systemUTC());
		assertThat(store.claim(group("a", 0, 2), "one")).containsOnly(ClaimState.CLAIMED);
		store.complete(group("a", 0), "one");
		store.release(group("a", 2), "one");
		assertThat(store.claim(group("a", 0, 1, 2), "two")).containsExactly(ClaimState.DONE, ClaimState.CLAIMED,
				ClaimState.CLAIMED);
		store.claim(group("b", 0), "two");
		assertThat(store.claim(group("a", 0, 1, 2, 3), "three")).containsOnly(ClaimState.CLAIMED);
		assertThat(store.claim(group("a", 3, 0), "four")).containsOnly(ClaimState.HELD);
	}

	@Test
	void keysOfAGroupComeInAnyOrder() {
		IdempotencyStore store = new MemoryIdempotencyStore(1000, KeyTimes.DEFAULT, Clock.systemUTC());
		int[] indexes = new Random(7).ints(0, Integer.MAX_VALUE).distinct().limit(200).toArray();
		assertThat(store.claim(group("a", indexes), "one")).containsOnly(ClaimState.CLAIMED);
		assertThat(store.claim(group("a", indexes), "two")).containsOnly(ClaimState.HELD);
		for (int i = 0; i < 100; i++) {
			store.release(group("a", indexes[i]), "one");
		}
		List<ClaimState> states = store.claim(group("a", indexes), "three");
		assertThat(states.subList(0, 100)).containsOnly(ClaimState.CLAIMED);
		assertThat(states.subList(100, 200)).containsOnly(ClaimState.HELD);
	}

	private static List<EffectKey> group(String name, int... indexes) {
		return Arrays.stream(indexes).mapToObj((index) -> new EffectKey(name, index)).toList();
	}

}
