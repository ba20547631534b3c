package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.AwsError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole requests of their parts and passes on {@code 100 Continue} where the client
 * waits for it. A request whose body is over its limit is passed on at once, as failed,
 * as is one for which all those that are under way leave no memory; what still comes of
 * it is dropped. A request that takes too long ends its connection. Confined to its
 * connection's event loop.
 */
final class CallAssembler extends ChannelInboundHandlerAdapter {

	/**
	 * The largest call is a PutRecords of 10 MiB, which takes a third more in base64.
	 */
	static final int MAX_BODY_BYTES = 20 * 1024 * 1024;

	private static final AwsError TOO_LARGE = new AwsError(413, "RequestEntityTooLargeException",
			"The request body must not be larger than " + MAX_BODY_BYTES + " bytes");

	private static final AwsError TOO_BUSY = new AwsError(503, "ServiceUnavailable",
			"The embedded endpoint holds too many bytes of calls that are under way");

	private final HeldBytes held;

	private final Duration limit;

	private @Nullable Future<?> deadline;

	/* Null between requests, and while one is dropped. */
	private @Nullable HttpRequest head;

	private ByteBuf body = Unpooled.EMPTY_BUFFER;

	private boolean underWay;

	CallAssembler(HeldBytes held, Duration limit) {
		this.held = held;
		this.limit = limit;
	}

	/**
	 * A handler for the bytes of HTTP/1.1: with the first one of its head a request is
	 * under way.
	 * @return what stands before the codec
	 */
	ChannelHandler firstBytes() {
		return new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object bytes) {
				CallAssembler.this.underWay = true;
				context.fireChannelRead(bytes);
			}

		};
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
			pass(context, request, request.decoderResult());
			return;
		}
		this.head = request;
		long length = HttpUtil.getContentLength(request, /* defaultValue= */ 0L);
		if (length > MAX_BODY_BYTES) {
			if (HttpUtil.is100ContinueExpected(request)) {
				// Nobody can tell whether the body still comes
				HttpUtil.setKeepAlive(request, /* keepAlive= */ false);
			}
			refuse(context, request, TOO_LARGE);
		}
		else if (HttpUtil.is100ContinueExpected(request)) {
			context.fireChannelRead(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
					Unpooled.EMPTY_BUFFER));
		}
	}

	private void take(ChannelHandlerContext context, HttpRequest request, HttpContent part) {
		int count = part.content().readableBytes();
		if (count > MAX_BODY_BYTES - this.body.readableBytes()) {
			refuse(context, request, TOO_LARGE);
			return;
		}
		if (count > 0) {
			keep(part.content());
		}
		if (this.held.isTooMuch(this.body.readableBytes())) {
			refuse(context, request, TOO_BUSY);
		}
		else if (part instanceof LastHttpContent) {
			pass(context, request, part.decoderResult());
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

	private void refuse(ChannelHandlerContext context, HttpRequest request, AwsError error) {
		drop();
		pass(context, request, DecoderResult.failure(error));
	}

	private void pass(ChannelHandlerContext context, HttpRequest request, DecoderResult result) {
		FullHttpRequest whole = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri(),
				this.body.retain(), request.headers(), EmptyHttpHeaders.INSTANCE);
		whole.setDecoderResult(result);
		context.fireChannelRead(whole);
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
