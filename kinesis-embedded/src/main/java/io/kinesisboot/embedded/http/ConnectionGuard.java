package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;

/**
 * Closes a connection on which nothing comes or goes. A stream of events is no such
 * connection: its events go. Confined to its connection's event loop.
 */
final class ConnectionGuard extends IdleStateHandler {

	ConnectionGuard(Duration silence) {
		super(0, 0, silence.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
		context.close();
	}

}
