package io.kinesisboot.embedded.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.EventFrame;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event stream on its way to a client. It takes the place of the handlers of calls;
 * what a client still sends is dropped, and at the end an HTTP/1.1 connection closes,
 * without its client's help if that does not read. Confined to its connection's event
 * loop, but for {@link #execute}.
 */
final class EventStreamHandler extends ChannelInboundHandlerAdapter implements EventSink {

	private static final Logger logger = LoggerFactory.getLogger(EventStreamHandler.class);

	private final Channel channel;

	private final Duration limit;

	private @Nullable EventSource source;

	private @Nullable Future<?> scheduled;

	private boolean ended;

	private EventStreamHandler(Channel channel, Duration limit) {
		this.channel = channel;
		this.limit = limit;
	}

	/**
	 * Begins an event stream.
	 * @param context where the call was handled
	 * @param response the head of the answer
	 * @param limit how long its end may take to go out
	 */
	static void begin(ChannelHandlerContext context, EventStreamResponse response, Duration limit) {
		EventStreamHandler handler = new EventStreamHandler(context.channel(), limit);
		ChannelPipeline pipeline = context.pipeline();
		CallPipeline.removeCallHandlers(pipeline);
		pipeline.replace(context.handler(), "events", handler);
		context.channel().write(response);
		handler.write(EventFrame.initialResponse(response.answer()));
		handler.open(response);
	}

	private void open(EventStreamResponse response) {
		EventSource source = response.answer().open(this);
		this.source = source;
		if (this.ended) {
			source.closed();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.source != null && isWritable()) {
			this.source.writable();
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end();
		context.fireChannelInactive();
	}

	@Override
	public boolean isWritable() {
		return !this.ended && this.channel.isWritable();
	}

	@Override
	public void send(String type, Answer payload) {
		if (!this.ended) {
			write(EventFrame.event(type, payload));
		}
	}

	@Override
	public void fail(AwsError error) {
		if (!this.ended) {
			write(EventFrame.exception(error));
			complete();
		}
	}

	@Override
	public void complete() {
		if (!this.ended) {
			ChannelFuture written = this.channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
			Future<?> deadline = this.channel.eventLoop()
				.schedule(() -> FailureHandler.giveUp(this.channel), this.limit.toMillis(), TimeUnit.MILLISECONDS);
			written.addListener(ChannelFutureListener.CLOSE)
				.addListener((done) -> deadline.cancel(/* mayInterruptIfRunning= */ false));
			end();
		}
	}

	private void write(ByteBuffer frame) {
		this.channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(frame)));
	}

	private void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		cancelScheduled();
		if (this.source != null) {
			this.source.closed();
		}
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.channel.eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Event stream left alone: the endpoint is closed", ex);
		}
	}

	@Override
	public void schedule(Duration delay, Runnable task) {
		if (!this.ended) {
			cancelScheduled();
			this.scheduled = this.channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private void cancelScheduled() {
		if (this.scheduled != null) {
			this.scheduled.cancel(/* mayInterruptIfRunning= */ false);
		}
	}

}
