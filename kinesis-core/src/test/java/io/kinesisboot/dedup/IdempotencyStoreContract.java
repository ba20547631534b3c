package io.kinesisboot.dedup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every store promises. Each test has keys of its own.
 */
public abstract class IdempotencyStoreContract {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(200);

	private final String prefix = UUID.randomUUID() + "/";

	/**
	 * The store, with some times.
	 */
	protected abstract IdempotencyStore store(KeyTimes times);

	private List<EffectKey> keys(String... names) {
		return keysOf(List.of(names).stream().map(this.prefix::concat));
	}

	protected static List<EffectKey> keysOf(Stream<String> texts) {
		return texts.map(EffectKey::of).toList();
	}

	@Test
	void newKeysAreClaimedAndOthersMeetTheClaims() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		assertThat(store.claim(keys("b", "a"), "one")).containsExactly(ClaimState.CLAIMED, ClaimState.CLAIMED);
		assertThat(store.claim(keys("a", "c", "b"), "two")).containsExactly(ClaimState.HELD, ClaimState.CLAIMED,
				ClaimState.HELD);
	}

	@Test
	void aClaimantDoesNotClaimTwice() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		store.claim(keys("a"), "one");
		assertThat(store.claim(keys("a"), "another call of one")).containsExactly(ClaimState.HELD);
	}

	@Test
	void completedKeysAreDone() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		store.claim(keys("a", "b"), "one");
		store.complete(keys("a"), "one");
		assertThat(store.claim(keys("b", "a"), "two")).containsExactly(ClaimState.HELD, ClaimState.DONE);
	}

	@Test
	void failedKeysMayBeClaimedAtOnce() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		store.claim(keys("a"), "one");
		store.fail(keys("a"), "one");
		assertThat(store.claim(keys("a"), "two")).containsExactly(ClaimState.CLAIMED);
		assertThat(store.claim(keys("a"), "three")).containsExactly(ClaimState.HELD);
	}

	@Test
	void releasedKeysMayBeClaimedAtOnce() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		store.claim(keys("a", "b"), "one");
		store.release(keys("a"), "one");
		assertThat(store.claim(keys("a", "b"), "two")).containsExactly(ClaimState.CLAIMED, ClaimState.HELD);
	}

	@Test
	void keysOfAnotherAreNeitherFailedNorReleased() {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		store.claim(keys("a", "b"), "one");
		store.fail(keys("a"), "two");
		store.release(keys("b"), "two");
		assertThat(store.claim(keys("a", "b"), "three")).containsExactly(ClaimState.HELD, ClaimState.HELD);
	}

	@Test
	void anAbandonedClaimEndsWithItsLease() {
		IdempotencyStore store = store(new KeyTimes(SHORT, LONG));
		store.claim(keys("a"), "one");
		assertThat(store.claim(keys("a"), "two")).containsExactly(ClaimState.HELD);
		awaitClaim(store, "a");
		store.fail(keys("a"), "one");
		store.release(keys("a"), "one");
		assertThat(store.claim(keys("a"), "four")).containsExactly(ClaimState.HELD);
	}

	@Test
	void whatHappenedIsDoneAlsoAfterTheLease() {
		IdempotencyStore store = store(new KeyTimes(SHORT, LONG));
		store.claim(keys("a"), "one");
		awaitClaim(store, "a");
		store.complete(keys("a"), "one");
		assertThat(store.claim(keys("a"), "four")).containsExactly(ClaimState.DONE);
	}

	@Test
	void doneKeysAreForgottenAfterTheRetention() {
		IdempotencyStore store = store(new KeyTimes(LONG, SHORT));
		store.claim(keys("a"), "one");
		store.complete(keys("a"), "one");
		assertThat(store.claim(keys("a"), "two")).containsExactly(ClaimState.DONE);
		awaitClaim(store, "a");
	}

	private void awaitClaim(IdempotencyStore store, String key) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(store.claim(keys(key), "three")).containsExactly(ClaimState.CLAIMED));
	}

	@Test
	void ofManyWhoClaimAtOnceOneHasEachKey() throws Exception {
		IdempotencyStore store = store(new KeyTimes(LONG, LONG));
		List<EffectKey> keys = keysOf(IntStream.range(0, 200).mapToObj((number) -> this.prefix + number));
		List<Future<List<ClaimState>>> claims = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			for (int i = 0; i < 4; i++) {
				String claimant = "claimant " + i;
				claims.add(executor.submit(() -> store.claim(keys, claimant)));
			}
			int claimed = 0;
			for (Future<List<ClaimState>> claim : claims) {
				claimed += (int) claim.get().stream().filter((state) -> state == ClaimState.CLAIMED).count();
			}
			assertThat(claimed).isEqualTo(keys.size());
		}
		finally {
			executor.shutdownNow();
		}
	}

}
