package io.kinesisboot.embedded.http;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpMessage;

/**
 * The answers that a client has not taken in yet, those that are held back among them,
 * all streams of its connection together, and the calls that wait until it has. Confined
 * to its connection's event loop.
 */
final class AnswerBacklog {

	/** One answer more may come on top. */
	private static final long LIMIT_BYTES = 8 * 1024 * 1024;

	private final HeldBytes held;

	private final boolean inOrder;

	private final Queue<Waiting> waiting = new ArrayDeque<>();

	private long bytes;

	private boolean holding;

	/**
	 * Creates a backlog without answers.
	 * @param held counts the bytes of all connections
	 * @param inOrder whether calls are answered one after the other, as in HTTP/1.1
	 */
	AnswerBacklog(HeldBytes held, boolean inOrder) {
		this.held = held;
		this.inOrder = inOrder;
	}

	/**
	 * Whether a call has to wait, be it for its turn.
	 * @return whether to {@link #await} instead of to go on
	 */
	boolean isFull() {
		return !isOpen() || !this.waiting.isEmpty();
	}

	private boolean isOpen() {
		return this.bytes < LIMIT_BYTES && !this.holding;
	}

	/**
	 * Keeps a call until those before it are answered and their answers taken in.
	 * @param context where it goes on, unless it is closed or removed by then
	 * @param message the call, or what is to be said to its client
	 */
	void await(ChannelHandlerContext context, FullHttpMessage message) {
		this.held.add(message.content().readableBytes());
		this.waiting.add(new Waiting(context, message));
		context.channel().config().setAutoRead(false);
	}

	/**
	 * Lets no call pass before the answer that is due, where answers keep the order.
	 */
	void hold() {
		this.holding = this.inOrder;
	}

	/**
	 * The answer that was held back is written, or its client has gone.
	 */
	void goOn() {
		this.holding = false;
		letPass();
	}

	/**
	 * An answer is on its way.
	 * @param count its bytes
	 */
	void add(long count) {
		this.bytes += count;
		this.held.add(count);
	}

	/**
	 * An answer was taken in, or its client has gone.
	 * @param count its bytes
	 */
	void remove(long count) {
		this.bytes -= count;
		this.held.release(count);
		letPass();
	}

	private void letPass() {
		while (isOpen() && !this.waiting.isEmpty()) {
			pass(this.waiting.remove());
		}
	}

	private void pass(Waiting call) {
		this.held.release(call.message().content().readableBytes());
		if (call.context().isRemoved() || !call.context().channel().isActive()) {
			call.message().release();
			return;
		}
		call.context().fireChannelRead(call.message());
		if (this.waiting.isEmpty()) {
			call.context().channel().config().setAutoRead(true);
		}
	}

	/**
	 * A call that waits.
	 *
	 * @param context where it goes on
	 * @param message the call, or what is to be said to its client
	 */
	private record Waiting(ChannelHandlerContext context, FullHttpMessage message) {

	}

}
