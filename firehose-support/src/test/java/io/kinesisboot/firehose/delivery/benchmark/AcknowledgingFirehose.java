package io.kinesisboot.firehose.delivery.benchmark;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;

/**
 * A program that answers PutRecordBatch after some milliseconds, and keeps nothing: it
 * counts the records by their names and does not look into them. It prints its port.
 */
public final class AcknowledgingFirehose {

	private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

	private static final ByteBuf DATA = Unpooled
		.unreleasableBuffer(Unpooled.copiedBuffer("{\"Data\":", StandardCharsets.UTF_8));

	private AcknowledgingFirehose() {
	}

	public static void main(String[] args) throws Exception {
		long latencyMillis = Long.parseLong(args[0]);
		Channel channel = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY_BYTES),
								new Answers(latencyMillis));
				}
			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		System.out.println(((InetSocketAddress) channel.localAddress()).getPort());
		while (System.in.read() != -1) {
			// Until whoever started it has ended
		}
		System.exit(0);
	}

	private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {

		private final long latencyMillis;

		Answers(long latencyMillis) {
			this.latencyMillis = latencyMillis;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			StringBuilder answer = new StringBuilder("{\"FailedPutCount\":0,\"RequestResponses\":[");
			int records = count(request.content());
			for (int i = 0; i < records; i++) {
				answer.append((i > 0) ? "," : "").append("{\"RecordId\":\"").append(i).append("\"}");
			}
			DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					Unpooled.copiedBuffer(answer.append("]}"), StandardCharsets.UTF_8));
			response.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1")
				.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
			context.executor()
				.schedule(() -> context.writeAndFlush(response), this.latencyMillis, TimeUnit.MILLISECONDS);
		}

		private static int count(ByteBuf body) {
			int records = 0;
			int start = body.indexOf(body.readerIndex(), body.writerIndex(), (byte) '{');
			while (start >= 0) {
				if (start + DATA.readableBytes() <= body.writerIndex()
						&& ByteBufUtil.equals(body, start, DATA, 0, DATA.readableBytes())) {
					records++;
				}
				start = body.indexOf(start + 1, body.writerIndex(), (byte) '{');
			}
			return records;
		}

	}

}
