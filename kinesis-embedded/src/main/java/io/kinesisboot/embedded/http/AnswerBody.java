package io.kinesisboot.embedded.http;

import java.io.OutputStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Takes an answer in pieces, so that one of 10 MiB neither needs a piece of the heap as
 * large as itself nor is copied as it grows. Confined to the thread that answers.
 */
final class AnswerBody extends OutputStream {

	private static final int FIRST_BYTES = 512;

	private static final int PIECE_BYTES = 64 * 1024;

	private final CompositeByteBuf pieces = Unpooled.compositeBuffer(Integer.MAX_VALUE);

	private ByteBuf piece = Unpooled.buffer(FIRST_BYTES, PIECE_BYTES);

	@Override
	public void write(int value) {
		makeRoom();
		this.piece.writeByte(value);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int written = 0;
		while (written < length) {
			makeRoom();
			int fitting = Math.min(length - written, this.piece.maxWritableBytes());
			this.piece.writeBytes(bytes, offset + written, fitting);
			written += fitting;
		}
	}

	private void makeRoom() {
		if (this.piece.maxWritableBytes() == 0) {
			this.pieces.addComponent(/* increaseWriterIndex= */ true, this.piece);
			this.piece = Unpooled.buffer(PIECE_BYTES, PIECE_BYTES);
		}
	}

	/**
	 * Ends the answer.
	 * @return all that was written
	 */
	ByteBuf content() {
		if (this.pieces.numComponents() == 0) {
			return this.piece;
		}
		return this.pieces.addComponent(/* increaseWriterIndex= */ true, this.piece);
	}

}
