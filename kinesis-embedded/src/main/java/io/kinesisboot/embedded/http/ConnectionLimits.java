package io.kinesisboot.embedded.http;

import java.time.Duration;

/**
 * What clients may take of an endpoint, however they behave. Immutable.
 *
 * @param connections how many may be open at once
 * @param streams how many calls may be under way at once on a connection of HTTP/2
 * @param silence after how long a connection is closed on which nothing comes or goes;
 * longer than the pools of usual clients keep an idle one
 * @param transfer how long a request may take to come in, and an answer to go out
 * @param heldBytes how many bytes of requests that are not whole and of answers that are
 * not sent may be kept, all connections together; small requests may exceed it by half
 */
record ConnectionLimits(int connections, int streams, Duration silence, Duration transfer, long heldBytes) {

	private static final int HEAP_SHARE = 8;

	/**
	 * The usual limits.
	 * @return limits that no well-behaved client meets
	 */
	static ConnectionLimits usual() {
		return forHeap(Runtime.getRuntime().maxMemory());
	}

	static ConnectionLimits forHeap(long bytes) {
		return new ConnectionLimits(2_000, 128, Duration.ofMinutes(2), Duration.ofMinutes(1),
				Math.max(CallAssembler.MAX_BODY_BYTES, bytes / HEAP_SHARE));
	}

}
