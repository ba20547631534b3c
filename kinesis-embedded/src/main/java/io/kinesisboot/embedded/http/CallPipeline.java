package io.kinesisboot.embedded.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;

/**
 * Sets up what the bytes of a connection pass on their way to the services and back.
 * Thread-safe.
 */
final class CallPipeline {

	/** A session token takes up to 4 KiB of it. */
	private static final int MAX_HEADER_BYTES = 16 * 1024;

	/** Lets a usual batch be sent without waiting for the endpoint's consent. */
	private static final int HTTP2_WINDOW = 1024 * 1024;

	/**
	 * Clients reset streams wherever a call takes too long or a subscription ends, and
	 * faults reset them as well. What bounds the work they cause is the number of streams
	 * that are open at once.
	 */
	private static final int HTTP2_RESETS = 10_000;

	private static final int HTTP2_RESETS_SECONDS = 30;

	private final CallRouter router;

	private final ConnectionLimits limits;

	private final HeldBytes held;

	CallPipeline(CallRouter router, ConnectionLimits limits) {
		this.router = router;
		this.limits = limits;
		this.held = new HeldBytes(limits.heldBytes());
	}

	/**
	 * Adds handlers after those that are there, but for the {@link FailureHandler}, which
	 * stays the last.
	 * @param pipeline where to add
	 * @param handlers what to add
	 */
	static void add(ChannelPipeline pipeline, ChannelHandler... handlers) {
		for (ChannelHandler handler : handlers) {
			pipeline.addBefore(FailureHandler.NAME, null, handler);
		}
	}

	void setUpHttp1(ChannelPipeline pipeline) {
		CallAssembler assembler = newAssembler();
		add(pipeline, assembler.firstBytes(),
				new HttpServerCodec(new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADER_BYTES)));
		addCallHandlers(pipeline, assembler, new AnswerBacklog(this.held, /* inOrder= */ true));
	}

	void setUpHttp2(ChannelPipeline pipeline) {
		Http2Settings settings = Http2Settings.defaultSettings()
			.initialWindowSize(HTTP2_WINDOW)
			.maxConcurrentStreams(this.limits.streams())
			.maxHeaderListSize(MAX_HEADER_BYTES);
		Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
			.initialSettings(settings)
			.decoderEnforceMaxRstFramesPerWindow(HTTP2_RESETS, HTTP2_RESETS_SECONDS)
			.encoderEnforceMaxRstFramesPerWindow(HTTP2_RESETS, HTTP2_RESETS_SECONDS)
			// Whoever closes a connection does not wait for its streams
			.gracefulShutdownTimeoutMillis(0)
			.build();
		AnswerBacklog backlog = new AnswerBacklog(this.held, /* inOrder= */ false);
		add(pipeline, codec, new Http2MultiplexHandler(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel stream) {
				stream.pipeline().addLast(FailureHandler.NAME, new FailureHandler());
				add(stream.pipeline(),
						new Http2StreamFrameToHttpObjectCodec(/* isServer= */ true));
				addCallHandlers(stream.pipeline(), newAssembler(), backlog);
			}

		}));
		widenWindow(codec.connection());
	}

	private static void widenWindow(Http2Connection connection) {
		try {
			connection.local().flowController().incrementWindowSize(connection.connectionStream(), HTTP2_WINDOW);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How long a request may take to come in.
	 * @return the limit
	 */
	Duration transfer() {
		return this.limits.transfer();
	}

	private CallAssembler newAssembler() {
		return new CallAssembler(this.held, this.limits.transfer());
	}

	private void addCallHandlers(ChannelPipeline pipeline, CallAssembler assembler, AnswerBacklog backlog) {
		long transferMillis = this.limits.transfer().toMillis();
		// CloudWatch clients compress large bodies
		add(pipeline, new WriteTimeoutHandler(transferMillis, TimeUnit.MILLISECONDS),
				new HttpContentDecompressor(CallAssembler.MAX_BODY_BYTES), assembler, new CallGate(backlog),
				new CallHandler(this.router, backlog, this.limits.transfer()));
	}

	/**
	 * Takes away what watches over calls and their answers, all but the
	 * {@link CallHandler}: an event stream is measured by its client's pace alone, and
	 * calls that wait behind it are dropped.
	 * @param pipeline where to take it away
	 */
	static void removeCallHandlers(ChannelPipeline pipeline) {
		pipeline.remove(WriteTimeoutHandler.class);
		pipeline.remove(HttpContentDecompressor.class);
		pipeline.remove(CallAssembler.class);
		pipeline.remove(CallGate.class);
		// Somebody must see that the client leaves
		pipeline.channel().config().setAutoRead(true);
	}

}
