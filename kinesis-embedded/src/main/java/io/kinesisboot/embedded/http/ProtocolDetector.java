package io.kinesisboot.embedded.http;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a connection's first bytes what its client speaks, sets the pipeline up for
 * it and goes away. Behind TLS stands another one: what was agreed on by ALPN shows in
 * the bytes as well. Bytes that begin no request at all close the connection, as do those
 * that take too long to begin one. Confined to its connection's event loop.
 */
final class ProtocolDetector extends ByteToMessageDecoder {

	private static final ByteBuf HTTP2_PREFACE = Http2CodecUtil.connectionPrefaceBuf();

	private static final byte TLS_HANDSHAKE = 0x16;

	private final CallPipeline calls;

	private final @Nullable TlsIdentity identity;

	private @Nullable Future<?> deadline;

	/**
	 * Creates a detector.
	 * @param calls what comes after it
	 * @param identity for connections that begin TLS, or null where they cannot
	 */
	ProtocolDetector(CallPipeline calls, @Nullable TlsIdentity identity) {
		this.calls = calls;
		this.identity = identity;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		byte first = in.getByte(in.readerIndex());
		if (first == TLS_HANDSHAKE && this.identity != null) {
			CallPipeline.add(context.pipeline(), this.identity.newHandler(),
					new ProtocolDetector(this.calls, /* identity= */ null));
			context.pipeline().remove(this);
		}
		else if (!Character.isUpperCase(first)) {
			context.close();
		}
		else {
			detectHttp(context, in);
		}
	}

	private void detectHttp(ChannelHandlerContext context, ByteBuf in) {
		int known = Math.min(in.readableBytes(), HTTP2_PREFACE.readableBytes());
		if (!ByteBufUtil.equals(in, in.readerIndex(), HTTP2_PREFACE, 0, known)) {
			this.calls.setUpHttp1(context.pipeline());
			context.pipeline().remove(this);
		}
		else if (known == HTTP2_PREFACE.readableBytes()) {
			this.calls.setUpHttp2(context.pipeline());
			context.pipeline().remove(this);
		}
		else if (this.deadline == null) {
			this.deadline = context.executor()
				.schedule(() -> context.close(), this.calls.transfer().toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext context) {
		if (this.deadline != null) {
			this.deadline.cancel(/* mayInterruptIfRunning= */ false);
		}
	}

}
