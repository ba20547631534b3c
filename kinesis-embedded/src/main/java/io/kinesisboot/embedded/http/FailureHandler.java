package io.kinesisboot.embedded.http;

import java.io.IOException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that went wrong. What a client alone can cause, such as leaving in
 * the middle of a request, is nothing to warn of. Confined to its connection's event
 * loop.
 */
final class FailureHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(FailureHandler.class);

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException || cause instanceof CodecException || cause instanceof Http2Exception) {
			logger.debug("Connection closed because its client left or broke the protocol", cause);
		}
		else {
			logger.warn("Connection closed because of an unexpected failure", cause);
		}
		context.close();
	}

}
