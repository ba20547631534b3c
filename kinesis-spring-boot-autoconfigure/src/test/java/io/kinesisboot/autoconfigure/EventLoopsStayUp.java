package io.kinesisboot.autoconfigure;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Keeps the event loops that the SDK's clients share until the last test has run. They
 * end with the last client, which waits two seconds for that.
 */
public final class EventLoopsStayUp implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(ExtensionContext.Namespace.create(EventLoopsStayUp.class))
			.computeIfAbsent(Client.class);
	}

	/**
	 * Holds the event loops by a client that nobody calls.
	 */
	static final class Client implements AutoCloseable {

		private final NettyNioAsyncHttpClient client = (NettyNioAsyncHttpClient) NettyNioAsyncHttpClient.create();

		@Override
		public void close() {
			this.client.close();
		}

	}

}
