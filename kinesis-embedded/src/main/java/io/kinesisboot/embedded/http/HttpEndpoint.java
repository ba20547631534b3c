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
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
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

	private static final int STEP_LIMIT_SECONDS = 2;

	private final EventLoopGroup eventLoops;

	private final ChannelGroup connections;

	private final Channel listener;

	private HttpEndpoint(EventLoopGroup eventLoops, ChannelGroup connections, Channel listener) {
		this.eventLoops = eventLoops;
		this.connections = connections;
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
		ChannelGroup connections = new DefaultChannelGroup(eventLoops.next(),
				/* stayClosed= */ true);
		ChannelFuture bound = new ServerBootstrap().group(eventLoops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					connections.add(channel);
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
		return new HttpEndpoint(eventLoops, connections, bound.channel());
	}

	/**
	 * Where it listens.
	 * @return the port, never 0
	 */
	public int port() {
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	/**
	 * Stops listening, closes every connection and ends the threads, all within six
	 * seconds. A second call has no effect.
	 */
	@Override
	public void close() {
		// Event loops that just end were seen to leave sockets open
		this.listener.close().awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
		this.connections.close().awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
		shutDown(this.eventLoops);
	}

	private static void shutDown(EventLoopGroup eventLoops) {
		eventLoops.shutdownGracefully(0, STEP_LIMIT_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
	}

}
