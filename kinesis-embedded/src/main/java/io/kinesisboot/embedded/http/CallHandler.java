package io.kinesisboot.embedded.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.Disturbance.Delivery;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;

/**
 * Answers whole requests, one after the other, so that pipelined ones are answered in
 * their order also where an answer is held back. Confined to its connection's event loop.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

	private final CallRouter router;

	/** What came while an answer was held back. Nothing more is read meanwhile. */
	private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();

	/** While an answer is held back, and for good after one that did not arrive whole. */
	private boolean holding;

	CallHandler(CallRouter router) {
		this.router = router;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		if (this.holding) {
			this.waiting.add(request.retain());
			return;
		}
		boolean keepAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
		Reply reply = this.router.answer(request);
		if (!(reply.response() instanceof EventStreamResponse)) {
			HttpUtil.setKeepAlive(reply.response(), keepAlive);
		}
		if (reply.delay().isZero()) {
			deliver(context, reply, keepAlive);
		}
		else {
			hold(context, reply, keepAlive);
		}
	}

	private void hold(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
		this.holding = true;
		context.channel().config().setAutoRead(false);
		context.executor().schedule(() -> {
			if (context.isRemoved()) {
				ReferenceCountUtil.release(reply.response());
				return;
			}
			deliver(context, reply, keepAlive);
			goOn(context);
		}, reply.delay().toNanos(), TimeUnit.NANOSECONDS);
	}

	private void goOn(ChannelHandlerContext context) {
		while (!this.holding && !this.waiting.isEmpty()) {
			FullHttpRequest next = this.waiting.remove();
			try {
				channelRead0(context, next);
			}
			finally {
				next.release();
			}
		}
		if (!this.holding) {
			context.channel().config().setAutoRead(true);
		}
	}

	private void deliver(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
		this.holding = reply.delivery() != Delivery.WHOLE;
		switch (reply.delivery()) {
			case WHOLE -> send(context, reply.response(), keepAlive);
			case CUT -> cut(context, reply.response());
			case LOST -> {
				ReferenceCountUtil.release(reply.response());
				context.close();
			}
		}
	}

	private static void send(ChannelHandlerContext context, HttpResponse response, boolean keepAlive) {
		if (response instanceof EventStreamResponse events) {
			EventStreamHandler.begin(context, events);
			return;
		}
		ChannelFuture written = context.writeAndFlush(response);
		if (!keepAlive) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

	private static void cut(ChannelHandlerContext context, HttpResponse response) {
		if (response instanceof FullHttpResponse whole) {
			context.write(new DefaultHttpResponse(whole.protocolVersion(), whole.status(), whole.headers()));
			int half = whole.content().readableBytes() / 2;
			context.writeAndFlush(new DefaultHttpContent(whole.content().readSlice(half)))
				.addListener(ChannelFutureListener.CLOSE);
		}
		else {
			send(context, response, /* keepAlive= */ false);
			context.channel().close();
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.waiting.forEach(FullHttpRequest::release);
		this.waiting.clear();
	}

}
