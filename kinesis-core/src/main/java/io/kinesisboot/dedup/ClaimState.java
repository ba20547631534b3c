package io.kinesisboot.dedup;

/**
 * What became of a claim on a key.
 *
 * @since 0.1.0
 */
public enum ClaimState {

	/** The key is the claimant's, until the claim's lease ends. */
	CLAIMED,

	/** The effect that the key stands for has happened. */
	DONE,

	/** Somebody else has the key, and is at work or has crashed. */
	HELD

}
