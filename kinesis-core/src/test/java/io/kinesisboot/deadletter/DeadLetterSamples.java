package io.kinesisboot.deadletter;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.error.FailedRecord;

/**
 * Records that failed.
 */
public final class DeadLetterSamples {

	public static final Instant ARRIVED = Instant.parse("2026-11-22T23:59:59.123Z");

	public static final Instant FAILED = Instant.parse("2026-11-23T09:00:00.456Z");

	public static final String SEQUENCE_NUMBER = "49650000000000000000000000000000000000000000000000000042";

	public static final Map<String, String> TAGS = Map.of("trace", "00-ab", "dedupId", "x1", "empty", "", "name",
			"Zoë \u0001\uFFFF \uD83D\uDE00", "Kinesis_deadLetterStreamName", "an older one", "Kinesis_redrives", "2");

	public static final String LISTENER_ID = "orders#1";

	private static final Throwable CAUSE = new IllegalStateException("no stock for Zoë",
			new ArithmeticException("/ by zero"));

	private DeadLetterSamples() {
	}

	/** Every value that a byte has. */
	public static ByteBuffer allBytes() {
		ByteBuffer bytes = ByteBuffer.allocate(256);
		while (bytes.hasRemaining()) {
			bytes.put((byte) bytes.position());
		}
		return bytes.flip();
	}

	public static ReceivedRecord record(String stream, String key, ByteBuffer payload) {
		return new ReceivedRecord(stream, "shardId-000000000003", key, "170141183460469231731687303715884105728",
				SEQUENCE_NUMBER, 7, ARRIVED, payload, TAGS);
	}

	public static FailedRecord failed(ReceivedRecord record) {
		return new FailedRecord(LISTENER_ID, record, 3, CAUSE);
	}

	public static DeadLetter letter(ReceivedRecord record) {
		return DeadLetter.of(failed(record), "billing", FAILED);
	}

	public static DeadLetter letter(int payloadBytes) {
		return letter(record("orders", "key", ByteBuffer.allocate(payloadBytes)));
	}

	public static DeadLetter letter() {
		return letter(record("orders", "key", allBytes()));
	}

}
