package io.kinesisboot.embedded.http;

import java.time.Duration;

import io.kinesisboot.embedded.protocol.Delivery;
import io.netty.handler.codec.http.HttpResponse;

/**
 * An answer, and what befalls it on its way to the client. Confined to its connection's
 * event loop.
 *
 * @param response the whole answer, or the head of an event stream
 * @param delay how long it is held back
 * @param delivery what becomes of it
 */
record Reply(HttpResponse response, Duration delay, Delivery delivery) {

	/**
	 * An answer that arrives whole and at once.
	 * @param response the answer
	 */
	Reply(HttpResponse response) {
		this(response, Duration.ZERO, Delivery.WHOLE);
	}

}
