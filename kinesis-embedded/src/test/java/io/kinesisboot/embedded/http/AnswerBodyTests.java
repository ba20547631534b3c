package io.kinesisboot.embedded.http;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerBodyTests {

	private static final int PIECE_BYTES = 64 * 1024;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 1_000_000 })
	void contentIsWhatWasWrittenByteByByteAndAtOnce(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i * 31);
		}
		AnswerBody single = new AnswerBody();
		for (byte value : bytes) {
			single.write(value);
		}
		AnswerBody whole = new AnswerBody();
		whole.write(bytes, 0, length);
		assertThat(ByteBufUtil.getBytes(single.content())).isEqualTo(bytes);
		assertThat(ByteBufUtil.getBytes(whole.content())).isEqualTo(bytes);
	}

	@Test
	void largeAnswerNeedsOnlySmallPiecesOfTheHeap() {
		AnswerBody body = new AnswerBody();
		byte[] record = new byte[100 * 1024];
		for (int i = 0; i < 100; i++) {
			body.write(record, 0, record.length);
		}
		assertThat(body.content().nioBuffers()).extracting(ByteBuffer::remaining)
			.allMatch((bytes) -> bytes <= PIECE_BYTES);
	}

}
