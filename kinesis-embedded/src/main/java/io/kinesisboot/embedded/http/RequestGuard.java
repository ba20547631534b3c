package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a request takes before it is whole: its time, and the memory of all of
 * them. Confined to its connection's event loop.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {

	private final CallRouter router;

	private final HeldBytes held;

	private final Duration limit;

	private @Nullable HttpRequest request;

	private @Nullable Future<?> deadline;

	private long bytes;

	private boolean refused;

	RequestGuard(CallRouter router, HeldBytes held, Duration limit) {
		this.router = router;
		this.held = held;
		this.limit = limit;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object part) {
		if (part instanceof HttpRequest begun) {
			this.request = begun;
		}
		if (part instanceof HttpContent content) {
			hold(content.content().readableBytes());
		}
		if (this.request != null && this.held.isOverLimit()) {
			refuse(context, this.request);
		}
		if (this.refused) {
			ReferenceCountUtil.release(part);
			return;
		}
		context.fireChannelRead(part);
		if (part instanceof LastHttpContent) {
			end();
		}
	}

	private void hold(int count) {
		this.bytes += count;
		this.held.add(count);
	}

	private void refuse(ChannelHandlerContext context, HttpRequest unfinished) {
		end();
		this.refused = true;
		FullHttpResponse response = this.router.refuseTooBusy(unfinished);
		HttpUtil.setKeepAlive(response, /* keepAlive= */ false);
		context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

	private void end() {
		this.request = null;
		this.held.release(this.bytes);
		this.bytes = 0;
		if (this.deadline != null) {
			this.deadline.cancel(/* mayInterruptIfRunning= */ false);
			this.deadline = null;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.request != null && this.deadline == null) {
			this.deadline = context.executor()
				.schedule(() -> context.close(), this.limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		context.fireChannelReadComplete();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		end();
	}

}
