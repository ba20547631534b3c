package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services behind one port or two. Each speaks HTTP/1.1 and HTTP/2 with prior knowledge,
 * and both of them within TLS as well. Open from its creation until {@link #close()}.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpEndpoint implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(HttpEndpoint.class);

	private static final int STEP_LIMIT_SECONDS = 2;

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
			Runtime.getRuntime().availableProcessors(),
			new DefaultThreadFactory("kinesis-embedded", /* daemon= */ true), NioIoHandler.newFactory());

	private final ChannelGroup listeners = new DefaultChannelGroup(this.eventLoops.next());

	private final ChannelGroup connections = new DefaultChannelGroup(this.eventLoops.next(),
			/* stayClosed= */ true);

	private final AtomicBoolean wasFull = new AtomicBoolean();

	private final ConnectionLimits limits;

	private final CallPipeline calls;

	private final TlsIdentity identity;

	private final InetAddress address;

	private final int port;

	private final int tlsPort;

	private HttpEndpoint(Binding binding, CallRouter router, ConnectionLimits limits) throws IOException {
		this.limits = limits;
		this.calls = new CallPipeline(router, limits);
		this.address = binding.address();
		this.identity = new TlsIdentity(binding.address());
		try {
			this.port = listen(binding.address(), binding.port());
			this.tlsPort = (binding.tlsPort() != null) ? listen(binding.address(), binding.tlsPort()) : this.port;
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Opens an endpoint where nothing befalls calls.
	 * @param binding where to listen
	 * @param region the region that calls are to be signed for
	 * @param services what to serve
	 * @param clock tells the time that answers bear
	 * @return the endpoint, ready for calls
	 * @throws IOException if a port is taken or not permitted; its message names it
	 */
	public static HttpEndpoint open(Binding binding, String region, List<AwsService> services, Clock clock)
			throws IOException {
		return open(binding, region, services, CallInterceptor.NONE, ControlPath.NONE, clock);
	}

	/**
	 * Opens an endpoint.
	 * @param binding where to listen
	 * @param region the region that calls are to be signed for
	 * @param services what to serve
	 * @param interceptor decides what befalls calls
	 * @param control answers what concerns the endpoint itself
	 * @param clock tells the time that answers bear
	 * @return the endpoint, ready for calls
	 * @throws IOException if a port is taken or not permitted; its message names it
	 */
	public static HttpEndpoint open(Binding binding, String region, List<AwsService> services,
			CallInterceptor interceptor, ControlPath control, Clock clock) throws IOException {
		return open(binding,
				new CallRouter(new WebGuard(binding.address()), region, services, interceptor, control, clock),
				ConnectionLimits.usual());
	}

	static HttpEndpoint open(Binding binding, CallRouter router, ConnectionLimits limits) throws IOException {
		return new HttpEndpoint(binding, router, limits);
	}

	private int listen(InetAddress address, int port) throws IOException {
		ChannelFuture bound = new ServerBootstrap().group(this.eventLoops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel connection) {
					accept(connection);
				}

			})
			.bind(new InetSocketAddress(address, port))
			.awaitUninterruptibly();
		Throwable failure = bound.cause();
		if (failure != null) {
			throw new IOException("port %d of %s (%s)".formatted(port, address.getHostAddress(), failure.getMessage()),
					failure);
		}
		this.listeners.add(bound.channel());
		return ((InetSocketAddress) bound.channel().localAddress()).getPort();
	}

	private void accept(Channel connection) {
		if (this.connections.size() >= this.limits.connections()) {
			if (this.wasFull.compareAndSet(false, true)) {
				logger.warn("Connections over {} at once are closed; this is said only once",
						this.limits.connections());
			}
			connection.close();
			return;
		}
		this.connections.add(connection);
		connection.pipeline()
			.addLast(new ConnectionGuard(this.limits.silence()), new ProtocolDetector(this.calls, this.identity))
			.addLast(FailureHandler.NAME, new FailureHandler());
	}

	/**
	 * Where it listens.
	 * @return the port, never 0
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Where it listens.
	 * @return the address, which may be that of all addresses
	 */
	public InetAddress address() {
		return this.address;
	}

	/**
	 * Where it listens for those who want a port of their own for TLS.
	 * @return that port, or the one of all if it was not asked for
	 */
	public int tlsPort() {
		return this.tlsPort;
	}

	/**
	 * Who it is behind TLS. Waits until the certificate is made, which is when it is
	 * first needed.
	 * @return its certificate, always the same
	 */
	public X509Certificate certificate() {
		return this.identity.certificate();
	}

	/**
	 * Stops listening, closes every connection and ends the threads, all within six
	 * seconds. A second call has no effect.
	 */
	@Override
	public void close() {
		// Event loops that just end were seen to leave sockets open
		this.listeners.close().awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
		this.connections.close().awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
		this.eventLoops.shutdownGracefully(0, STEP_LIMIT_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
	}

}
