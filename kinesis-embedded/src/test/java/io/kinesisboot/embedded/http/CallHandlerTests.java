package io.kinesisboot.embedded.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.Call;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.protocol.Disturbance;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallHandler} behind its {@link CallGate}, where the test decides when
 * time passes and when the client takes an answer in. A call with the word "slow" is
 * answered after a minute.
 */
class CallHandlerTests implements CallInterceptor {

	private static final int ANSWERS_IN_BACKLOG = 8;

	private final EchoService service = new EchoService();

	private final HeldBytes held = new HeldBytes(EchoService.MEGABYTE / 2);

	private final List<ChannelPromise> unread = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@Override
	public Disturbance before(Call call) {
		boolean slow = "slow".equals(call.parameters().members().get("Word"));
		return slow ? Disturbance.NONE.delayedBy(Duration.ofMinutes(1)) : Disturbance.NONE;
	}

	@Override
	public Delivery after(Call call, @Nullable AwsError refusal) {
		return Delivery.WHOLE;
	}

	@BeforeEach
	void open() {
		CallRouter router = new CallRouter(new WebGuard(InetAddress.getLoopbackAddress()), "us-east-1",
				List.of(this.service), this, ControlPath.NONE, Clock.systemUTC());
		AnswerBacklog backlog = new AnswerBacklog(this.held, /* inOrder= */ true);
		this.channel.freezeTime();
		this.channel.pipeline()
			.addLast(new SlowClient(), new CallGate(backlog), new CallHandler(router, backlog, Duration.ofMinutes(1)));
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	private void call(String action, String word) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/",
				Unpooled.copiedBuffer("{\"Word\":\"" + word + "\"}", StandardCharsets.US_ASCII));
		request.headers().set("X-Amz-Target", "Echo_1." + action).set("Content-Type", "application/x-amz-json-1.1");
		this.channel.writeInbound(request);
	}

	private void passAMinute() {
		this.channel.advanceTimeBy(1, TimeUnit.MINUTES);
		this.channel.runScheduledPendingTasks();
	}

	private void readAnswers() {
		List<ChannelPromise> written = List.copyOf(this.unread);
		this.unread.clear();
		written.forEach(ChannelPromise::setSuccess);
	}

	private boolean isMuchHeld() {
		return this.held.isTooMuch(0);
	}

	@Test
	void answerThatIsHeldBackIsCountedUntilItsClientHasIt() {
		call("SayMuch", "slow");
		assertThat(isMuchHeld()).isTrue();
		passAMinute();
		assertThat(this.unread).hasSize(1);
		assertThat(isMuchHeld()).isTrue();
		readAnswers();
		assertThat(isMuchHeld()).isFalse();
	}

	@Test
	void answerThatIsHeldBackIsDroppedWithItsClient() {
		call("SayMuch", "slow");
		call("Say", "next");
		this.channel.close();
		assertThat(isMuchHeld()).isFalse();
		assertThat(this.channel.runScheduledPendingTasks()).as("next task").isNegative();
		assertThat(this.service.calls()).isEqualTo(1);
	}

	@Test
	void callsBehindAnAnswerThatIsHeldBackWaitForTheBacklogToo() {
		call("SayMuch", "slow");
		for (int call = 1; call < 20; call++) {
			call("SayMuch", "fast");
		}
		assertThat(this.service.calls()).isEqualTo(1);
		passAMinute();
		assertThat(this.service.calls()).isEqualTo(ANSWERS_IN_BACKLOG);
		readAnswers();
		assertThat(this.service.calls()).isEqualTo(2 * ANSWERS_IN_BACKLOG);
		assertThat(this.channel.config().isAutoRead()).isFalse();
		readAnswers();
		assertThat(this.service.calls()).isEqualTo(20);
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void nothingIsReadBehindAnAnswerThatIsHeldBackAfterTheBacklog() {
		for (int call = 0; call < ANSWERS_IN_BACKLOG; call++) {
			call("SayMuch", "fast");
		}
		call("Say", "slow");
		assertThat(this.service.calls()).isEqualTo(ANSWERS_IN_BACKLOG);
		readAnswers();
		assertThat(this.service.calls()).isEqualTo(ANSWERS_IN_BACKLOG + 1);
		call("Say", "fast");
		assertThat(this.channel.config().isAutoRead()).isFalse();
		passAMinute();
		assertThat(this.unread).hasSize(2);
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	/**
	 * Takes an answer in when the test says so.
	 */
	private final class SlowClient extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			CallHandlerTests.this.unread.add(promise);
		}

	}

}
