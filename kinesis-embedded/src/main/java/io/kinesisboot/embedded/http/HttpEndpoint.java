package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.protocol.AwsService;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Services behind one port of the loopback address, over HTTP/1.1 and over HTTP/2 with
 * prior knowledge. Open from its creation until {@link #close()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpEndpoint implements AutoCloseable {

	private static final int CLOSE_LIMIT_SECONDS = 5;

	private final EventLoopGroup eventLoops;

	private final Channel listener;

	private HttpEndpoint(EventLoopGroup eventLoops, Channel listener) {
		this.eventLoops = eventLoops;
		this.listener = listener;
	}

	/**
	 * Opens an endpoint.
	 * @param port where to listen on 127.0.0.1, 0 for any free port
	 * @param services what to serve
	 * @return the endpoint, ready for calls
	 * @throws IOException if the port is taken or not permitted
	 */
	public static HttpEndpoint open(int port, List<AwsService> services) throws IOException {
		CallRouter router = new CallRouter(services);
		EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
				new DefaultThreadFactory("kinesis-embedded", /* daemon= */ true), NioIoHandler.newFactory());
		ChannelFuture bound = new ServerBootstrap().group(eventLoops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					channel.pipeline().addLast(new ProtocolDetector(router));
				}

			})
			.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port))
			.awaitUninterruptibly();
		Throwable failure = bound.cause();
		if (failure != null) {
			shutDown(eventLoops);
			throw new IOException(failure.getMessage(), failure);
		}
		return new HttpEndpoint(eventLoops, bound.channel());
	}

	/**
	 * Where it listens.
	 * @return the port, never 0
	 */
	public int port() {
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	/**
	 * Stops listening, closes every connection and ends the threads, all within five
	 * seconds. A second call has no effect.
	 */
	@Override
	public void close() {
		shutDown(this.eventLoops);
	}

	private static void shutDown(EventLoopGroup eventLoops) {
		eventLoops.shutdownGracefully(0, CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
	}

}
