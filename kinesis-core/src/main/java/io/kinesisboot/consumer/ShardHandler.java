package io.kinesisboot.consumer;

import java.time.Duration;
import java.time.Instant;

/**
 * Handles the records of one shard. Its methods are called by one thread at a time, not
 * always the same; the handler may handle records on other threads.
 *
 * @since 0.1.0
 */
public interface ShardHandler {

	/**
	 * Takes the next record of the shard. The record may be handled when this returns, or
	 * later: it is open until it is {@link OpenRecord#complete() completed}.
	 * @param record the record
	 * @throws InterruptedException if the thread is interrupted
	 */
	void handle(OpenRecord record) throws InterruptedException;

	/**
	 * Learns that all that was read has been handed over, and that nothing is known to
	 * follow at once. Called after each read, also one that gave no records.
	 * @param behindLatest how far the read was behind the shard's newest record, in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	void readEnded(Duration behindLatest) throws InterruptedException;

	/**
	 * Learns that every record which arrived before a moment has been handed over.
	 * @param arrival the moment, about as exact as the clocks agree
	 * @throws InterruptedException if the thread is interrupted
	 */
	default void readUpTo(Instant arrival) throws InterruptedException {
	}

	/**
	 * Learns that no record follows before one that is open is completed, for want of
	 * room. Called again and again while that lasts.
	 * @throws InterruptedException if the thread is interrupted
	 */
	default void noRoom() throws InterruptedException {
	}

	/**
	 * Learns that the shard has been read to its end, so that no record follows at all.
	 * May be called more than once.
	 * @throws InterruptedException if the thread is interrupted
	 */
	default void ended() throws InterruptedException {
	}

	/**
	 * Begins nothing more, and waits for what is under way, as long as the handler's
	 * settings allow.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void stop() throws InterruptedException;

	/**
	 * Learns that the shard cannot go on, and waits until it must be left.
	 * @param cause why
	 */
	default void stopped(Throwable cause) {
	}

	/**
	 * Learns that the shard is left, after which no other method is called.
	 * @param reason why
	 */
	default void left(Reason reason) {
	}

	/**
	 * Why a shard is left.
	 */
	enum Reason {

		/** It was split or merged, and read to its end. */
		ENDED,

		/** Another worker has it now, or will have it. */
		LOST,

		/** The source stops. */
		STOPPED

	}

	/**
	 * Makes the handlers of a source's shards. Thread-safe.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Makes a handler.
		 * @param shard the shard to handle
		 * @return its handler
		 */
		ShardHandler create(AssignedShard shard);

		/**
		 * How far a shard may be read ahead of its handler.
		 * @return the limits
		 */
		default WindowLimits window() {
			return WindowLimits.DEFAULT;
		}

	}

}
