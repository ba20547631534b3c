package io.kinesisboot.deadletter;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * PutObject, GetObject, DeleteObject and ListObjectsV2 of one bucket, whose pages are
 * short.
 */
public final class FakeS3 extends FakeAws {

	public static final String BUCKET = "dead-letters";

	private static final int PAGE = 3;

	private static final String PATH = "/" + BUCKET + "/";

	private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

	@Override
	void answer(HttpExchange exchange, byte[] body) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (!(path + "/").startsWith(PATH)) {
			respond(exchange, 404, error("NoSuchBucket"));
			return;
		}
		String key = path.substring(Math.min(PATH.length(), path.length()));
		switch (exchange.getRequestMethod() + (key.isEmpty() ? " bucket" : "")) {
			case "PUT" -> {
				this.objects.put(key, body);
				respond(exchange, 200, "");
			}
			case "GET" -> get(exchange, this.objects.get(key));
			case "DELETE" -> {
				this.objects.remove(key);
				exchange.sendResponseHeaders(204, -1);
			}
			case "GET bucket" -> list(exchange);
			default -> respond(exchange, 405, error("MethodNotAllowed"));
		}
	}

	private static void get(HttpExchange exchange, byte @Nullable [] object) throws IOException {
		if (object != null) {
			respond(exchange, 200, object);
		}
		else {
			respond(exchange, 404, error("NoSuchKey"));
		}
	}

	private void list(HttpExchange exchange) throws IOException {
		String prefix = parameter(exchange, "prefix");
		String after = parameter(exchange, "continuation-token");
		List<Map.Entry<String, byte[]>> found = this.objects
			.tailMap(after, /* inclusive= */ false)
			.entrySet()
			.stream()
			.filter((object) -> object.getKey().startsWith(prefix))
			.limit(PAGE + 1)
			.toList();
		StringBuilder xml = new StringBuilder("<ListBucketResult>");
		List<String> keys = new ArrayList<>();
		found.stream().limit(PAGE).forEach((object) -> {
			keys.add(object.getKey());
			xml.append("<Contents><Key>%s</Key><Size>%d</Size></Contents>".formatted(object.getKey(),
					object.getValue().length));
		});
		if (found.size() > PAGE) {
			xml.append("<IsTruncated>true</IsTruncated><NextContinuationToken>%s</NextContinuationToken>"
				.formatted(keys.get(PAGE - 1)));
		}
		respond(exchange, 200, xml.append("</ListBucketResult>").toString());
	}

	private static String parameter(HttpExchange exchange, String name) {
		for (String parameter : exchange.getRequestURI().getRawQuery().split("&")) {
			String[] pair = parameter.split("=", 2);
			if (pair[0].equals(name) && pair.length == 2) {
				return URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
			}
		}
		return "";
	}

	@Override
	String refusal() {
		return error("AccessDenied");
	}

	private static String error(String code) {
		return "<Error><Code>%s</Code><Message>Refused by the test</Message></Error>".formatted(code);
	}

	public NavigableMap<String, byte[]> objects() {
		return this.objects;
	}

	public S3AsyncClient client() {
		return configure(S3AsyncClient.builder()).forcePathStyle(true)
			.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
			.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
			.serviceConfiguration((config) -> config.chunkedEncodingEnabled(false))
			.build();
	}

}
