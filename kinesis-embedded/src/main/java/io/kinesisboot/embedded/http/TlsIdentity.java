package io.kinesisboot.embedded.http;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Who the endpoint is to clients that speak TLS. It is made when it is first asked for,
 * which takes long enough to be kept off the event loops. Thread-safe.
 */
final class TlsIdentity {

	private static final long HANDSHAKE_LIMIT_MILLIS = 10_000;

	private final InetAddress address;

	private final Executor maker = new ThreadPerTaskExecutor(
			new DefaultThreadFactory("kinesis-embedded-tls", /* daemon= */ true));

	private final AtomicBoolean asked = new AtomicBoolean();

	private final CompletableFuture<Made> made = new CompletableFuture<>();

	/**
	 * Creates an identity.
	 * @param address where clients find it, beside the loopback addresses
	 */
	TlsIdentity(InetAddress address) {
		this.address = address;
	}

	/**
	 * The certificate that clients are shown. Waits until it is made.
	 * @return the certificate
	 */
	X509Certificate certificate() {
		return made().join().certificate();
	}

	/**
	 * Begins a TLS connection.
	 * @return a handler that makes way for the one of TLS as soon as there is an identity
	 */
	SniHandler newHandler() {
		return new SniHandler((hostName, promise) -> {
			made().whenComplete((identity, failure) -> complete(promise, identity, failure));
			return promise;
		}, HANDSHAKE_LIMIT_MILLIS);
	}

	private static void complete(Promise<SslContext> promise, @Nullable Made identity, @Nullable Throwable failure) {
		if (identity != null) {
			promise.setSuccess(identity.context());
		}
		else {
			promise.setFailure(failure);
		}
	}

	private CompletableFuture<Made> made() {
		if (this.asked.compareAndSet(false, true)) {
			this.made.completeAsync(this::make, this.maker);
		}
		return this.made;
	}

	private Made make() {
		SelfSignedCertificate own = SelfSignedCertificate.create(this.address);
		try {
			return new Made(own.certificate(), SslContextBuilder.forServer(own.key(), own.certificate())
				.sslProvider(SslProvider.JDK)
				.protocols("TLSv1.3", "TLSv1.2")
				.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
						ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
						ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
						ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
				.build());
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The JVM's security providers cannot speak TLS", ex);
		}
	}

	/**
	 * What is made once.
	 *
	 * @param certificate the certificate
	 * @param context the way to speak TLS with it
	 */
	private record Made(X509Certificate certificate, SslContext context) {

	}

}
