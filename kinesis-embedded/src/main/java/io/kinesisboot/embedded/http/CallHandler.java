package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.Delivery;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Answers whole requests, one after the other, so that pipelined ones are answered in
 * their order also where an answer is held back. Confined to its connection's event loop.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpMessage> {

	private final CallRouter router;

	private final AnswerBacklog backlog;

	private final Duration limit;

	private @Nullable Held held;

	CallHandler(CallRouter router, AnswerBacklog backlog, Duration limit) {
		this.router = router;
		this.backlog = backlog;
		this.limit = limit;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpMessage message) {
		if (message instanceof FullHttpRequest request) {
			answer(context, request);
		}
		else {
			context.writeAndFlush(message.retain());
		}
	}

	private void answer(ChannelHandlerContext context, FullHttpRequest request) {
		boolean keepAlive = HttpUtil.isKeepAlive(request) && !CallRouter.isMalformed(request);
		Reply reply = this.router.answer(request);
		if (request.method() == HttpMethod.HEAD && reply.response() instanceof FullHttpResponse whole) {
			whole.content().clear();
		}
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
		int bytes = (reply.response() instanceof FullHttpResponse whole) ? whole.content().readableBytes() : 0;
		this.backlog.hold();
		this.backlog.add(bytes);
		Future<?> end = context.executor().schedule(() -> {
			this.held = null;
			this.backlog.remove(bytes);
			deliver(context, reply, keepAlive);
			if (isFollowed(reply, keepAlive)) {
				this.backlog.goOn();
			}
		}, reply.delay().toNanos(), TimeUnit.NANOSECONDS);
		this.held = new Held(reply.response(), bytes, end);
	}

	private static boolean isFollowed(Reply reply, boolean keepAlive) {
		return keepAlive && reply.delivery() == Delivery.WHOLE;
	}

	private void deliver(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
		if (!isFollowed(reply, keepAlive)) {
			this.backlog.hold();
		}
		switch (reply.delivery()) {
			case WHOLE -> send(context, reply.response(), keepAlive);
			case CUT -> cut(context, reply.response());
			case LOST -> {
				ReferenceCountUtil.release(reply.response());
				context.close();
			}
		}
	}

	private void send(ChannelHandlerContext context, HttpResponse response, boolean keepAlive) {
		if (response instanceof EventStreamResponse events) {
			EventStreamHandler.begin(context, events, this.limit);
			return;
		}
		ChannelFuture written = context.writeAndFlush(response);
		if (!keepAlive) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

	private void cut(ChannelHandlerContext context, HttpResponse response) {
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
		if (this.held != null) {
			this.held.end().cancel(/* mayInterruptIfRunning= */ false);
			ReferenceCountUtil.release(this.held.response());
			this.backlog.remove(this.held.bytes());
			this.held = null;
		}
		this.backlog.goOn();
	}

	/**
	 * An answer that is held back.
	 *
	 * @param response the answer
	 * @param bytes how many are counted for it
	 * @param end when it is delivered
	 */
	private record Held(HttpResponse response, int bytes, Future<?> end) {

	}

}
