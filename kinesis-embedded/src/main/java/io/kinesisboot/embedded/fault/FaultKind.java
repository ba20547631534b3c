package io.kinesisboot.embedded.fault;

import java.util.Set;

/**
 * What a fault does. Its name is the one it has in JSON.
 *
 * @since 0.1.0
 */
public enum FaultKind {

	/** Refuses records of a batch one by one, and the whole call of PutRecord. */
	THROTTLE_RECORDS("throttleRecords", Set.of("PutRecord", "PutRecords", "PutRecordBatch")),

	/** Refuses a call, which is not served. */
	FAIL_CALLS("failCalls", KinesisActions.ALL),

	/** Holds the answer back. */
	DELAY_ANSWERS("delayAnswers", KinesisActions.ALL),

	/** Closes the connection in the middle of the answer. */
	CUT_ANSWERS("cutAnswers", KinesisActions.ALL),

	/** Serves the call and closes the connection in place of the answer. */
	LOSE_ANSWERS("loseAnswers", KinesisActions.ALL),

	/** Delivers records that the reader had already once again. */
	REPEAT_RECORDS("repeatRecords", Set.of("GetRecords", "SubscribeToShard")),

	/** Takes the shard iterators that were made before the fault was added as expired. */
	EXPIRE_ITERATORS("expireIterators", Set.of("GetRecords")),

	/** Ends subscriptions that are open or begin. */
	END_SUBSCRIPTIONS("endSubscriptions", Set.of("SubscribeToShard"));

	private final String text;

	private final Set<String> actions;

	FaultKind(String text, Set<String> actions) {
		this.text = text;
		this.actions = actions;
	}

	/**
	 * The actions that it can befall.
	 * @return their names
	 */
	public Set<String> actions() {
		return this.actions;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
