package io.kinesisboot.dedup;

import java.util.List;

/**
 * Remembers keys, each of which stands for an effect: claimed by who is about to have it,
 * then done or failed. A claim that is not settled within its lease counts as abandoned,
 * so that a crash between claim and effect leads to a repetition, and not to a loss.
 * Thread-safe.
 * <p>
 * The keys of a call are different ones. What cannot be reached throws a
 * {@link RuntimeException}.
 *
 * @since 0.1.0
 */
public interface IdempotencyStore {

	/**
	 * Claims keys: those that nobody has, those that have failed, and those whose time is
	 * over.
	 * @param keys the keys
	 * @param claimant who claims them, different for each call, up to 50 characters
	 * @return what became of each, in the order of the keys
	 */
	List<ClaimState> claim(List<EffectKey> keys, String claimant);

	/**
	 * Says that effects have happened, also if the claim's lease has ended meanwhile.
	 * @param keys the keys
	 * @param claimant who has claimed them
	 */
	void complete(List<EffectKey> keys, String claimant);

	/**
	 * Says that effects have failed: whoever comes next may claim the keys at once. Does
	 * nothing to a key that somebody else has claimed meanwhile.
	 * @param keys the keys
	 * @param claimant who has claimed them
	 */
	void fail(List<EffectKey> keys, String claimant);

	/**
	 * Gives keys back for which nothing was done, as if they had not been claimed. Does
	 * nothing to a key that somebody else has claimed meanwhile.
	 * @param keys the keys
	 * @param claimant who has claimed them
	 */
	void release(List<EffectKey> keys, String claimant);

	/**
	 * Finds stores by what a listener says of them. Thread-safe.
	 */
	@FunctionalInterface
	interface Resolver {

		/**
		 * Finds a store.
		 * @param name its name
		 * @return the store
		 * @throws IllegalArgumentException if there is none of this name, or it cannot be
		 * used
		 */
		IdempotencyStore resolve(String name);

	}

}
