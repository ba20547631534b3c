package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The buckets of any endpoint that speaks the protocol of S3, whose path names the
 * bucket. Thread-safe.
 */
final class S3Store implements ObjectStore {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final int MAX_ANSWER = 64 * 1024;

	private static final int MAX_SHOWN = 300;

	private final String endpoint;

	private final RequestSigner signer;

	private final HttpCaller http;

	S3Store(URI endpoint, RequestSigner signer, HttpCaller http) {
		this.endpoint = endpoint.toString().replaceFirst("/$", "");
		this.signer = signer;
		this.http = http;
	}

	@Override
	public void put(String bucket, String key, byte[] content) throws IOException, InterruptedException {
		URI uri = URI.create(this.endpoint + "/" + encoded(bucket) + "/" + encoded(key));
		HttpCaller.Reply reply = this.http.send(this.signer.request("PUT", uri, content).timeout(TIMEOUT).build(),
				MAX_ANSWER);
		if (reply.status() != 200) {
			String answer = new String(reply.body(), StandardCharsets.UTF_8);
			throw new IOException("PUT %s was answered with %d: %s".formatted(uri, reply.status(),
					answer.substring(0, Math.min(answer.length(), MAX_SHOWN))));
		}
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8)
			.replace("+", "%20")
			.replace("*", "%2A")
			.replace("%7E", "~")
			.replace("%2F", "/");
	}

}
