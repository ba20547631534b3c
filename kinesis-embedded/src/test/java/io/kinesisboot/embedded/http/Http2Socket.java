package io.kinesisboot.embedded.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * A client of HTTP/2 that does what it is told, frame by frame, and keeps no rule of its
 * own.
 */
final class Http2Socket implements AutoCloseable {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GO_AWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int END_STREAM = 1;

	static final int END_HEADERS = 4;

	private final Socket socket;

	private final OutputStream out;

	private final DataInputStream in;

	private final DefaultHttp2HeadersEncoder headers = new DefaultHttp2HeadersEncoder();

	private long dataBytes;

	Http2Socket(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(30_000);
		this.out = this.socket.getOutputStream();
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out.write(ByteBufUtil.getBytes(Http2CodecUtil.connectionPrefaceBuf()));
		send(frame(SETTINGS, 0, 0, new byte[0]));
	}

	static byte[] frame(int type, int flags, int stream, byte[] payload) {
		return ByteBuffer.allocate(9 + payload.length)
			.put((byte) (payload.length >> 16))
			.putShort((short) payload.length)
			.put((byte) type)
			.put((byte) flags)
			.putInt(stream)
			.put(payload)
			.array();
	}

	static byte[] number(int value) {
		return ByteBuffer.allocate(4).putInt(value).array();
	}

	byte[] call(int stream, String action, byte[] body) throws IOException {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		frames.writeBytes(frame(HEADERS, END_HEADERS, stream, head(stream, action)));
		frames.writeBytes(frame(DATA, END_STREAM, stream, body));
		return frames.toByteArray();
	}

	byte[] head(int stream, String action) throws IOException {
		return encode(this.headers, stream, call(action));
	}

	/**
	 * The headers of a call.
	 * @param action the action
	 * @return what may be changed
	 */
	static Http2Headers call(String action) {
		return new DefaultHttp2Headers().method("POST")
			.scheme("http")
			.path("/")
			.authority("localhost")
			.set("content-type", "application/x-amz-json-1.1")
			.set("x-amz-target", "Echo_1." + action);
	}

	/**
	 * Encodes headers.
	 * @param encoder the encoder of the connection
	 * @param stream the stream
	 * @param head the headers
	 * @return the payload of a frame
	 */
	static byte[] encode(Http2HeadersEncoder encoder, int stream, Http2Headers head) throws IOException {
		ByteBuf block = Unpooled.buffer();
		try {
			encoder.encodeHeaders(stream, head, block);
		}
		catch (Http2Exception ex) {
			throw new IOException(ex);
		}
		return ByteBufUtil.getBytes(block);
	}

	void send(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	void endOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	/**
	 * Waits for a frame and passes over those before it.
	 * @param type its type
	 * @param stream its stream
	 * @return its payload
	 */
	byte[] await(int type, int stream) throws IOException {
		while (true) {
			Frame frame = read();
			if (frame.type() == type && frame.stream() == stream) {
				return frame.payload();
			}
		}
	}

	Frame read() throws IOException {
		int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		byte[] payload = new byte[length];
		this.in.readFully(payload);
		this.dataBytes += (type == DATA) ? length : 0;
		return new Frame(type, flags, stream, payload);
	}

	/**
	 * How much was read so far of what the answers hold.
	 * @return the bytes in data frames
	 */
	long dataBytes() {
		return this.dataBytes;
	}

	/**
	 * Reads to the end of the connection.
	 */
	void drain() throws IOException {
		this.in.transferTo(OutputStream.nullOutputStream());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame.
	 *
	 * @param type its type
	 * @param flags its flags
	 * @param stream its stream, 0 for the connection
	 * @param payload what is in it
	 */
	record Frame(int type, int flags, int stream, byte[] payload) {

	}

}
