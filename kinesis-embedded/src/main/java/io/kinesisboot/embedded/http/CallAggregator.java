package io.kinesisboot.embedded.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Makes whole requests of their parts and asks for the body where the client waits for
 * {@code 100 Continue}. A body over the limit is answered at once, and what still comes
 * of it is dropped. Confined to its connection's event loop.
 */
final class CallAggregator extends HttpObjectAggregator {

	/**
	 * The largest call is a PutRecords of 10 MiB, which takes a third more in base64.
	 */
	static final int MAX_BODY_BYTES = 20 * 1024 * 1024;

	private final CallRouter router;

	CallAggregator(CallRouter router) {
		super(MAX_BODY_BYTES);
		this.router = router;
	}

	@Override
	protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
		context.writeAndFlush(this.router.refuseTooLarge((HttpRequest) oversized));
	}

}
