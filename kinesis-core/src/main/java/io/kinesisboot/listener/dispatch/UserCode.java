package io.kinesisboot.listener.dispatch;

import java.time.Duration;

import io.kinesisboot.consumer.AssignedShard;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's code on behalf of a shard. Thread-safe.
 */
final class UserCode {

	private final AssignedShard shard;

	UserCode(AssignedShard shard) {
		this.shard = shard;
	}

	boolean mustLeave() throws InterruptedException {
		return this.shard.awaitStop(Duration.ZERO);
	}

	/**
	 * Calls the user's code. An error is a failure like any other: a record that makes a
	 * listener run out of stack must end in the recoverer too. An interrupt counts only
	 * if the shard must be left; one that the user's code has set itself would end the
	 * shard for good.
	 * @return what it threw, or null
	 */
	@Nullable Throwable run(Call call) throws InterruptedException {
		Throwable failure = null;
		try {
			call.run();
		}
		catch (Exception | StackOverflowError | AssertionError | LinkageError ex) {
			failure = ex;
		}
		boolean flagged = Thread.interrupted();
		if ((flagged || failure instanceof InterruptedException) && mustLeave()) {
			if (failure instanceof InterruptedException interrupt) {
				throw interrupt;
			}
			Thread.currentThread().interrupt();
		}
		return failure;
	}

	/** A call of the user's code. */
	@FunctionalInterface
	interface Call {

		void run() throws Exception;

	}

}
