package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
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

	/** Settings with which no stream may send data. */
	private static final byte[] NO_WINDOW = { 0, 4, 0, 0, 0, 0 };

	private final CallPipeline calls = new CallPipeline(new CallRouter(new WebGuard(InetAddress.getLoopbackAddress()),
			"us-east-1", List.of(new EchoService(), new EndedStreamService()), CallInterceptor.NONE, ControlPath.NONE,
			Clock.systemUTC()), ConnectionLimits.usual());

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
		beginHttp2(new byte[0]);
	}

	private void beginHttp2(byte[] settings) {
		this.calls.setUpHttp2(this.channel.pipeline());
		this.channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf());
		receive(Http2Socket.frame(Http2Socket.SETTINGS, 0, 0, settings));
	}

	private void receiveHead(Http2Headers head, int flags) throws IOException {
		byte[] payload = Http2Socket.encode(new DefaultHttp2HeadersEncoder(), STREAM, head);
		receive(Http2Socket.frame(Http2Socket.HEADERS, flags, STREAM, payload));
	}

	@Test
	void headThatNeverGetsWholeIsClosedHoweverBusyItIs() {
		this.channel.freezeTime();
		this.calls.setUpHttp1(this.channel.pipeline());
		assertTakesTooLong("POST ");
	}

	@Test
	void nextHeadHasItsOwnTime() {
		this.channel.freezeTime();
		this.calls.setUpHttp1(this.channel.pipeline());
		receive("POST / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		pass(ConnectionLimits.usual().transfer());
		assertTakesTooLong("POST ");
	}

	@Test
	void prefaceThatNeverGetsWholeIsClosedHoweverBusyItIs() {
		this.channel.freezeTime();
		CallPipeline.add(this.channel.pipeline(),
				new ProtocolDetector(this.calls, /* identity= */ null));
		assertTakesTooLong("PRI *");
	}

	private void assertTakesTooLong(String begun) {
		Duration part = ConnectionLimits.usual().transfer().dividedBy(begun.length());
		for (byte next : begun.getBytes(StandardCharsets.US_ASCII)) {
			assertThat(this.channel.isOpen()).isTrue();
			receive(new byte[] { next });
			pass(part);
		}
		assertThat(this.channel.isOpen()).isFalse();
	}

	private void pass(Duration time) {
		this.channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
	}

	@Test
	void answerToHeadHasNoBody() throws IOException {
		beginHttp2();
		this.channel.releaseOutbound();
		receiveHead(Http2Socket.call("Say").method("HEAD"), Http2Socket.END_HEADERS | Http2Socket.END_STREAM);
		ByteBuf sent = sent();
		assertThat(sent.getByte(3)).isEqualTo((byte) Http2Socket.HEADERS);
		assertThat(sent.getByte(4) & Http2Socket.END_STREAM).isEqualTo(Http2Socket.END_STREAM);
	}

	/** What was sent since it was last asked. */
	private ByteBuf sent() {
		ByteBuf bytes = Unpooled.buffer();
		for (ByteBuf part = this.channel.readOutbound(); part != null; part = this.channel.readOutbound()) {
			bytes.writeBytes(part);
			part.release();
		}
		return bytes;
	}

	@Test
	void eventStreamThatHasEndedWaitsNoLongerThanAnAnswerForItsClient() throws IOException {
		this.channel.freezeTime();
		beginHttp2(NO_WINDOW);
		receiveHead(Http2Socket.call("Watch").set("x-amz-target", "Ended_1.Watch"),
				Http2Socket.END_HEADERS | Http2Socket.END_STREAM);
		sent();
		pass(ConnectionLimits.usual().transfer());
		assertThat(ByteBufUtil.getBytes(sent())).isEqualTo(Http2Socket.frame(Http2Socket.RST_STREAM, 0, STREAM,
				Http2Socket.number((int) Http2Error.CANCEL.code())));
	}

	@Test
	void connectionWithOpenStreamsClosesAtOnce() throws IOException {
		beginHttp2();
		receiveHead(Http2Socket.call("Say"), Http2Socket.END_HEADERS);
		assertThat(this.channel.isOpen()).isTrue();
		this.channel.close();
		assertThat(this.channel.isOpen()).isFalse();
	}

	/**
	 * A service of event streams that end as soon as they are open.
	 */
	private static final class EndedStreamService implements AwsService, EventStreamAnswer, EventSource {

		@Override
		public String targetPrefix() {
			return "Ended_1";
		}

		@Override
		public Answer call(String action, RequestBody request) {
			return this;
		}

		@Override
		public void writeTo(AnswerWriter out) {
		}

		@Override
		public EventSource open(EventSink sink) {
			sink.complete();
			return this;
		}

		@Override
		public void writable() {
		}

		@Override
		public void closed() {
		}

	}

}
