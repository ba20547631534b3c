package io.kinesisboot.embedded.fault;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A subscription that a fault may end. Thread-safe.
 */
final class OpenSubscription {

	private final String stream;

	private final Runnable end;

	private final AtomicBoolean ended = new AtomicBoolean();

	OpenSubscription(String stream, Runnable end) {
		this.stream = stream;
		this.end = end;
	}

	void endIfStruck(ActiveFault fault) {
		if (!this.ended.get() && fault.strikes("SubscribeToShard", this.stream)
				&& this.ended.compareAndSet(false, true)) {
			this.end.run();
		}
	}

}
