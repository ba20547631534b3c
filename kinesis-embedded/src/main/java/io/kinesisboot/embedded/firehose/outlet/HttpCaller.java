package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Calls others by HTTP/1.1 and takes no more of their answers than it is told. Follows no
 * redirects. Thread-safe; callers are blocked.
 *
 * @since 0.1.0
 */
public final class HttpCaller {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private @Nullable HttpClient client;

	/**
	 * Sends a request.
	 * @param request the request, which has a timeout
	 * @param maxBytes how much of the answer's body to take; of a longer one a byte more
	 * @return the answer
	 * @throws IOException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Reply send(HttpRequest request, int maxBytes) throws IOException, InterruptedException {
		HttpResponse<InputStream> response = client().send(request, BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			return new Reply(response.statusCode(), response.headers(), body.readNBytes(maxBytes + 1));
		}
	}

	/**
	 * Made when it is first needed, since it has a thread.
	 */
	private HttpClient client() {
		this.lock.lock();
		try {
			if (this.client == null) {
				this.client = HttpClient.newBuilder()
					.version(Version.HTTP_1_1)
					.followRedirects(Redirect.NEVER)
					.connectTimeout(CONNECT_TIMEOUT)
					.build();
			}
			return this.client;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * An answer.
	 *
	 * @param status its status
	 * @param headers its headers
	 * @param body its body
	 */
	public record Reply(int status, HttpHeaders headers, byte[] body) {

	}

}
