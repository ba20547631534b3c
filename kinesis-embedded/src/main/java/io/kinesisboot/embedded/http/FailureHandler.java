package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.util.zip.DataFormatException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.timeout.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that went wrong, from the end of its pipeline. What a client alone
 * can cause, such as leaving in the middle of a request, is nothing to warn of. Confined
 * to its connection's event loop.
 */
final class FailureHandler extends ChannelInboundHandlerAdapter {

	/** Its name in a pipeline: everything else stands before it. */
	static final String NAME = "failure";

	private static final Logger logger = LoggerFactory.getLogger(FailureHandler.class);

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (isOfTheClient(cause)) {
			logger.debug("Connection closed because its client left, stalled or broke the protocol", cause);
		}
		else {
			logger.warn("Connection closed because of an unexpected failure", cause);
		}
		giveUp(context.channel());
	}

	/**
	 * Closes a connection, or a stream of HTTP/2, and drops what is on its way to the
	 * client.
	 * @param channel what to close
	 */
	static void giveUp(Channel channel) {
		if (channel instanceof Http2StreamChannel) {
			// Its close does not reset it, and so drops nothing, once the end of an
			// answer is on the way
			channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
		}
		channel.close();
	}

	private static boolean isOfTheClient(Throwable failure) {
		if (failure instanceof CodecException && failure.getCause() != null) {
			return isOfTheClient(failure.getCause());
		}
		return failure instanceof IOException || failure instanceof CodecException || failure instanceof Http2Exception
				|| failure instanceof TimeoutException || failure instanceof DataFormatException;
	}

}
