package io.kinesisboot.embedded.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Answers whole requests, one after the other, so that pipelined ones are answered in
 * their order. Confined to its connection's event loop.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

	private final CallRouter router;

	CallHandler(CallRouter router) {
		this.router = router;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		boolean keepAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
		HttpResponse response = this.router.answer(request);
		if (response instanceof EventStreamResponse events) {
			EventStreamHandler.begin(context, events);
			return;
		}
		HttpUtil.setKeepAlive(response, keepAlive);
		ChannelFuture written = context.writeAndFlush(response);
		if (!keepAlive) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

}
