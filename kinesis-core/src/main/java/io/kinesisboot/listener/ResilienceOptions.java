package io.kinesisboot.listener;

import io.kinesisboot.guard.GuardNames;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the calls of a listener from doing harm, by names. Immutable.
 *
 * @param guards what keeps calls back
 * @param retry the instance that says when failed calls are repeated, in place of the
 * error options; null for none
 * @param timeLimiter what limits how long a call may take; null for none
 * @since 0.1.0
 */
public record ResilienceOptions(GuardNames guards, @Nullable String retry, @Nullable String timeLimiter) {

	/** Nothing of it. */
	public static final ResilienceOptions NONE = new ResilienceOptions(GuardNames.NONE, null, null);

	public ResilienceOptions withGuards(GuardNames guards) {
		return new ResilienceOptions(guards, this.retry, this.timeLimiter);
	}

	public ResilienceOptions withRetry(@Nullable String retry) {
		return new ResilienceOptions(this.guards, retry, this.timeLimiter);
	}

	public ResilienceOptions withTimeLimiter(@Nullable String timeLimiter) {
		return new ResilienceOptions(this.guards, this.retry, timeLimiter);
	}

}
