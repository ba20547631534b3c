package io.kinesisboot.embedded.http;

import java.time.Duration;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallAssembler} without a socket.
 */
class CallAssemblerTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(
			new CallAssembler(new HeldBytes(ConnectionLimits.usual().heldBytes()), Duration.ofMinutes(1)));

	@Test
	void memoryForABodyIsTakenAsItComes() {
		this.channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"),
				new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])), LastHttpContent.EMPTY_LAST_CONTENT);
		FullHttpRequest request = this.channel.readInbound();
		assertThat(request.content().readableBytes()).isEqualTo(1);
		assertThat(request.content().capacity()).isLessThan(100);
		request.release();
	}

	@Test
	void bodiesTakeAnEighthOfASmallHeapOrOneBody() {
		assertThat(ConnectionLimits.forHeap(400_000_000).heldBytes()).isEqualTo(50_000_000);
		assertThat(ConnectionLimits.forHeap(80_000_000).heldBytes()).isEqualTo(CallAssembler.MAX_BODY_BYTES);
	}

}
