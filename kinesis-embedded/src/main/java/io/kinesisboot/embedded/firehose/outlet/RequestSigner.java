package io.kinesisboot.embedded.firehose.outlet;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes requests with the signature of AWS, version 4. Immutable.
 *
 * @param service the service's name in the signature, such as {@code s3}
 * @param region the region's name in the signature
 * @param accessKeyId whose signature
 * @param secretAccessKey what it is made with
 * @param clock the time of day, which the service compares with its own
 */
record RequestSigner(String service, String region, String accessKeyId, String secretAccessKey, Clock clock) {

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

	/**
	 * Makes a signed request.
	 * @param method its method
	 * @param uri where it goes; its path is encoded already, and it has no query
	 * @param body its body
	 * @return the request, to which unsigned headers may be added
	 */
	HttpRequest.Builder request(String method, URI uri, byte[] body) {
		String timestamp = TIMESTAMP.format(Instant.ofEpochMilli(this.clock.millis()));
		String bodyHash = hex(sha256(body));
		String canonical = String.join("\n", method, uri.getRawPath(), "", "host:" + uri.getRawAuthority(),
				"x-amz-content-sha256:" + bodyHash, "x-amz-date:" + timestamp, "", SIGNED_HEADERS, bodyHash);
		return HttpRequest.newBuilder(uri)
			.method(method, BodyPublishers.ofByteArray(body))
			.header("x-amz-content-sha256", bodyHash)
			.header("x-amz-date", timestamp)
			.header("Authorization", "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
				.formatted(this.accessKeyId, scope(timestamp), SIGNED_HEADERS, signature(timestamp, canonical)));
	}

	private String scope(String timestamp) {
		return "%s/%s/%s/aws4_request".formatted(timestamp.substring(0, 8), this.region, this.service);
	}

	private String signature(String timestamp, String canonical) {
		byte[] key = ("AWS4" + this.secretAccessKey).getBytes(StandardCharsets.UTF_8);
		for (String part : scope(timestamp).split("/")) {
			key = hmac(key, part);
		}
		return hex(hmac(key, String.join("\n", "AWS4-HMAC-SHA256", timestamp, scope(timestamp),
				hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))))));
	}

	private static byte[] hmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has HmacSHA256", ex);
		}
	}

	private static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has SHA-256", ex);
		}
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
