package io.kinesisboot.listener.idempotency;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one listener, which may be away. Thread-safe.
 */
final class StoreAccess {

	private static final Logger logger = LoggerFactory.getLogger(IdempotentRecordListener.class);

	private static final int ATTEMPTS = 3;

	private final String listenerId;

	private final IdempotencyStore store;

	private final AtomicBoolean away = new AtomicBoolean();

	StoreAccess(String listenerId, IdempotencyStore store) {
		this.listenerId = listenerId;
		this.store = store;
	}

	/**
	 * Claims keys.
	 * @return what became of each; null if the store cannot be reached
	 */
	@Nullable List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		try {
			List<ClaimState> states = this.store.claim(keys, claimant);
			if (this.away.get() && this.away.getAndSet(false)) {
				logger.info("Listener '{}' goes on, since its idempotency store answers again", this.listenerId);
			}
			return states;
		}
		catch (RuntimeException ex) {
			releaseAny(keys, claimant, ex);
			failed(ex);
			return null;
		}
	}

	/**
	 * A part may have been claimed.
	 */
	private void releaseAny(List<EffectKey> keys, String claimant, RuntimeException failure) {
		try {
			this.store.release(keys, claimant);
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Takes note that the store cannot be reached; of several times at a stretch, the
	 * first is logged.
	 */
	void failed(RuntimeException failure) {
		if (this.away.compareAndSet(false, true)) {
			logger.warn("Listener '{}' waits, since its idempotency store cannot be reached", this.listenerId, failure);
		}
	}

	void complete(List<EffectKey> keys, String claimant) {
		settle("done", keys, () -> this.store.complete(keys, claimant));
	}

	void fail(List<EffectKey> keys, String claimant) {
		settle("failed", keys, () -> this.store.fail(keys, claimant));
	}

	void release(List<EffectKey> keys, String claimant) {
		settle("free", keys, () -> this.store.release(keys, claimant));
	}

	/**
	 * Settles claims. What happened has happened: if it cannot be noted, the claims'
	 * lease has to end.
	 */
	private void settle(String state, List<EffectKey> keys, Runnable settlement) {
		if (keys.isEmpty()) {
			return;
		}
		for (int attempt = 1;; attempt++) {
			try {
				settlement.run();
				return;
			}
			catch (RuntimeException ex) {
				if (attempt == ATTEMPTS) {
					logger.warn("Idempotency store of listener '{}' did not note that {} keys are {}, from '{}' on",
							this.listenerId, keys.size(), state, keys.get(0), ex);
					return;
				}
			}
		}
	}

}
