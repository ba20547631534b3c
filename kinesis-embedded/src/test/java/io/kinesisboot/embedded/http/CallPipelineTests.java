package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallPipeline} without a socket, so that the test decides when time
 * passes.
 */
class CallPipelineTests {

	/**
	 * Not the first one: without a real server above, Netty takes that for an upgrade's.
	 */
	private static final int STREAM = 3;

	private final CallPipeline calls = new CallPipeline(new CallRouter(new WebGuard(InetAddress.getLoopbackAddress()),
			"us-east-1", List.of(new EchoService()), CallInterceptor.NONE, ControlPath.NONE), ConnectionLimits.usual());

	private final EmbeddedChannel channel = new EmbeddedChannel();

	CallPipelineTests() {
		this.channel.pipeline().addLast(FailureHandler.NAME, new FailureHandler());
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	private void receive(byte[] bytes) {
		this.channel.writeInbound(Unpooled.wrappedBuffer(bytes));
	}

	private void beginHttp2() {
		this.calls.setUpHttp2(this.channel.pipeline());
		this.channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf());
		receive(Http2Socket.frame(Http2Socket.SETTINGS, 0, 0, new byte[0]));
	}

	private void receiveHead(Http2Headers head, int flags) throws IOException {
		byte[] payload = Http2Socket.encode(new DefaultHttp2HeadersEncoder(), STREAM, head);
		receive(Http2Socket.frame(Http2Socket.HEADERS, flags, STREAM, payload));
	}

	@Test
	void connectionWithOpenStreamsClosesAtOnce() throws IOException {
		beginHttp2();
		receiveHead(Http2Socket.call("Say"), Http2Socket.END_HEADERS);
		assertThat(this.channel.isOpen()).isTrue();
		this.channel.close();
		assertThat(this.channel.isOpen()).isFalse();
	}

}
