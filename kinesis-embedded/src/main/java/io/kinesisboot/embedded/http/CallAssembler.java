package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole requests of their parts and asks for the body where the client waits for
 * {@code 100 Continue}. A body over its limit is refused at once, as is one for which all
 * those that are under way leave no memory; what still comes of it is dropped. A request
 * that takes too long ends its connection. Confined to its connection's event loop.
 */
final class CallAssembler extends ChannelInboundHandlerAdapter {

	/**
	 * The largest call is a PutRecords of 10 MiB, which takes a third more in base64.
	 */
	static final int MAX_BODY_BYTES = 20 * 1024 * 1024;

	private final CallRouter router;

	private final HeldBytes held;

	private final Duration limit;

	private @Nullable Future<?> deadline;

	/* Null between requests, and while one is dropped. */
	private @Nullable HttpRequest head;

	private ByteBuf body = Unpooled.EMPTY_BUFFER;

	private boolean underWay;

	CallAssembler(CallRouter router, HeldBytes held, Duration limit) {
		this.router = router;
		this.held = held;
		this.limit = limit;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object part) {
		try {
			if (part instanceof HttpRequest request) {
				begin(context, request);
			}
			if (part instanceof HttpContent content && this.head != null) {
				take(context, this.head, content);
			}
			if (part instanceof LastHttpContent) {
				end();
			}
		}
		finally {
			ReferenceCountUtil.release(part);
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest request) {
		this.underWay = true;
		if (request.decoderResult().isFailure()) {
			context.fireChannelRead(whole(request, request.decoderResult()));
			return;
		}
		this.head = request;
		long length = HttpUtil.getContentLength(request, /* defaultValue= */ 0L);
		if (length > MAX_BODY_BYTES) {
			refuse(context, this.router.refuseTooLarge(request), !HttpUtil.is100ContinueExpected(request));
		}
		else if (HttpUtil.is100ContinueExpected(request)) {
			context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
					Unpooled.EMPTY_BUFFER));
		}
	}

	private void take(ChannelHandlerContext context, HttpRequest request, HttpContent part) {
		int count = part.content().readableBytes();
		if (count > MAX_BODY_BYTES - this.body.readableBytes()) {
			refuse(context, this.router.refuseTooLarge(request), /* keepAlive= */ true);
			return;
		}
		if (count > 0) {
			keep(part.content());
		}
		if (this.held.isTooMuch(this.body.readableBytes())) {
			refuse(context, this.router.refuseTooBusy(request), /* keepAlive= */ true);
		}
		else if (part instanceof LastHttpContent) {
			context.fireChannelRead(whole(request, part.decoderResult()));
		}
	}

	private void keep(ByteBuf part) {
		if (this.body.capacity() == 0) {
			// It grows with what comes, not with what is promised
			this.body = Unpooled.buffer(part.readableBytes());
		}
		this.held.add(part.readableBytes());
		this.body.writeBytes(part);
	}

	private FullHttpRequest whole(HttpRequest request, DecoderResult ending) {
		FullHttpRequest whole = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri(),
				this.body.retain(), request.headers(), EmptyHttpHeaders.INSTANCE);
		whole.setDecoderResult(ending.isFailure() ? ending : request.decoderResult());
		return whole;
	}

	private void refuse(ChannelHandlerContext context, FullHttpResponse response, boolean keepAlive) {
		drop();
		HttpUtil.setKeepAlive(response, keepAlive);
		ChannelFuture written = context.writeAndFlush(response);
		if (!keepAlive) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

	private void drop() {
		this.head = null;
		this.held.release(this.body.readableBytes());
		this.body.release();
		this.body = Unpooled.EMPTY_BUFFER;
	}

	private void end() {
		drop();
		this.underWay = false;
		if (this.deadline != null) {
			this.deadline.cancel(/* mayInterruptIfRunning= */ false);
			this.deadline = null;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.underWay && this.deadline == null) {
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
