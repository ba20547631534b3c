package io.kinesisboot.embedded.http;

import java.io.IOException;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers whole requests, one after the other, so that pipelined ones are answered in
 * their order. Confined to its connection's event loop.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

	private static final Logger logger = LoggerFactory.getLogger(CallHandler.class);

	private final CallRouter router;

	CallHandler(CallRouter router) {
		this.router = router;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		boolean keepAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
		FullHttpResponse response = this.router.answer(request);
		HttpUtil.setKeepAlive(response, keepAlive);
		ChannelFuture written = context.writeAndFlush(response);
		if (!keepAlive) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof IOException)) {
			logger.warn("Connection closed because of an unexpected failure", cause);
		}
		context.close();
	}

}
