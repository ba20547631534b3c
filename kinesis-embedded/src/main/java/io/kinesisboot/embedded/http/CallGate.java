package io.kinesisboot.embedded.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;

/**
 * Lets whole calls, and what is to be said to their clients, pass only as fast as their
 * client takes in the answers, so that one who asks and never reads does not fill the
 * memory. Confined to its connection's event loop.
 */
final class CallGate extends ChannelDuplexHandler {

	private final AnswerBacklog backlog;

	CallGate(AnswerBacklog backlog) {
		this.backlog = backlog;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof FullHttpMessage next && this.backlog.isFull()) {
			this.backlog.await(context, next);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (!(message instanceof FullHttpResponse response)) {
			context.write(message, promise);
			return;
		}
		int bytes = response.content().readableBytes();
		this.backlog.add(bytes);
		context.write(message, promise.unvoid()).addListener((written) -> this.backlog.remove(bytes));
	}

}
