package io.kinesisboot.listener.filter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;

/**
 * Makes records for tests.
 */
final class Records {

	private Records() {
	}

	static ReceivedRecord of(String payload) {
		return of(payload.getBytes(StandardCharsets.UTF_8), Map.of());
	}

	static ReceivedRecord of(byte[] payload, Map<String, String> headers) {
		return new ReceivedRecord("orders", "shardId-000000000000", "a key", null, "42", 0,
				Instant.parse("2026-11-23T10:15:30.123Z"), ByteBuffer.wrap(payload), headers);
	}

}
