package io.kinesisboot.embedded.http;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;

/**
 * Reads from a connection's first bytes which HTTP its client speaks, sets the pipeline
 * up for it and goes away. Bytes that begin no request at all close the connection.
 * Confined to its connection's event loop.
 */
final class ProtocolDetector extends ByteToMessageDecoder {

	private static final ByteBuf HTTP2_PREFACE = Http2CodecUtil.connectionPrefaceBuf();

	/** Lets a usual batch be sent without waiting for the endpoint's consent. */
	private static final int HTTP2_STREAM_WINDOW = 1024 * 1024;

	private final CallRouter router;

	ProtocolDetector(CallRouter router) {
		this.router = router;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (!Character.isUpperCase(in.getByte(in.readerIndex()))) {
			context.close();
			return;
		}
		int known = Math.min(in.readableBytes(), HTTP2_PREFACE.readableBytes());
		if (!ByteBufUtil.equals(in, in.readerIndex(), HTTP2_PREFACE, 0, known)) {
			setUpHttp1(context.pipeline());
			context.pipeline().remove(this);
		}
		else if (known == HTTP2_PREFACE.readableBytes()) {
			setUpHttp2(context.pipeline());
			context.pipeline().remove(this);
		}
	}

	private void setUpHttp1(ChannelPipeline pipeline) {
		pipeline.addLast(new HttpServerCodec());
		addCallHandlers(pipeline);
	}

	private void setUpHttp2(ChannelPipeline pipeline) {
		Http2Settings settings = Http2Settings.defaultSettings().initialWindowSize(HTTP2_STREAM_WINDOW);
		pipeline.addLast(Http2FrameCodecBuilder.forServer().initialSettings(settings).build());
		pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel stream) {
				stream.pipeline()
					.addLast(new Http2StreamFrameToHttpObjectCodec(/* isServer= */ true));
				addCallHandlers(stream.pipeline());
			}

		}), new FailureHandler());
	}

	private void addCallHandlers(ChannelPipeline pipeline) {
		// CloudWatch clients compress large bodies
		pipeline.addLast(new HttpContentDecompressor(CallAggregator.MAX_BODY_BYTES), new CallAggregator(this.router),
				new CallHandler(this.router), new FailureHandler());
	}

}
