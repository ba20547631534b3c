package io.kinesisboot.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeadLetter} and {@link DeadLetterJson}.
 */
class DeadLetterTests {

	private final DeadLetter letter = DeadLetterSamples.letter();

	@Test
	void headersTellOriginAndCauseAndKeepTheTags() {
		assertThat(this.letter.headers()).containsEntry("Kinesis_deadLetterStreamName", "orders")
			.containsEntry("Kinesis_deadLetterShardId", "shardId-000000000003")
			.containsEntry("Kinesis_deadLetterSequenceNumber", DeadLetterSamples.SEQUENCE_NUMBER)
			.containsEntry("Kinesis_deadLetterSubSequenceNumber", "7")
			.containsEntry("Kinesis_deadLetterPartitionKey", "key")
			.containsEntry("Kinesis_deadLetterExplicitHashKey", "170141183460469231731687303715884105728")
			.containsEntry("Kinesis_deadLetterApproximateArrivalTimestamp", "2026-11-22T23:59:59.123Z")
			.containsEntry("Kinesis_deadLetterListenerId", "orders#1")
			.containsEntry("Kinesis_deadLetterApplicationName", "billing")
			.containsEntry("Kinesis_deadLetterAttempts", "3")
			.containsEntry("Kinesis_deadLetterFailedAt", "2026-11-23T09:00:00.456Z")
			.containsEntry("Kinesis_deadLetterExceptionClass", "java.lang.IllegalStateException")
			.containsEntry("Kinesis_deadLetterExceptionMessage", "no stock for Zoë")
			.containsEntry("Kinesis_deadLetterOwn.Kinesis_deadLetterStreamName", "an older one")
			.containsEntry("trace", "00-ab")
			.containsEntry("Kinesis_redrives", "2");
		assertThat(this.letter.headers().get("Kinesis_deadLetterStackTrace"))
			.startsWith("java.lang.IllegalStateException: no stock for Zoë\n\tat ")
			.contains("\nCaused by: java.lang.ArithmeticException: / by zero\n\tat ");
	}

	@Test
	void headersAndPayloadGiveTheSameDeadLetter() {
		assertThat(DeadLetter.of(this.letter.record().data(), this.letter.headers())).isEqualTo(this.letter);
	}

	@Test
	void jsonGivesTheSameDeadLetterAndIsPlainAsciiOnOneLine() {
		byte[] json = DeadLetterJson.write(this.letter);
		assertThat(DeadLetterJson.read(json)).isEqualTo(this.letter);
		assertThat(new String(json, StandardCharsets.ISO_8859_1)).matches("[ -~]+");
	}

	@Test
	void deadLetterOfADeadLetterGivesBothBack() {
		ReceivedRecord carrier = new ReceivedRecord("dead-orders", "shardId-000000000000", "key", null, "1", 0,
				Instant.EPOCH, this.letter.record().data(), this.letter.headers());
		DeadLetter outer = DeadLetterSamples.letter(carrier);
		ReceivedRecord inner = DeadLetter.of(carrier.data(), outer.headers()).record();
		assertThat(inner).isEqualTo(carrier);
		assertThat(DeadLetter.of(inner)).isEqualTo(this.letter);
	}

	@Test
	void whatIsNotKnownIsLeftOut() {
		ReceivedRecord record = new ReceivedRecord("orders", "shardId-000000000000", "key", null, "1", 0, Instant.EPOCH,
				ByteBuffer.allocate(0), Map.of());
		DeadLetter bare = DeadLetter.of(new FailedRecord("orders", record, 0, new NullPointerException()), null,
				Instant.EPOCH);
		assertThat(bare.headers()).doesNotContainKeys(DeadLetterHeaders.APPLICATION_NAME,
				DeadLetterHeaders.EXPLICIT_HASH_KEY, DeadLetterHeaders.EXCEPTION_MESSAGE);
		assertThat(DeadLetterJson.read(DeadLetterJson.write(bare))).isEqualTo(bare);
	}

	@Test
	void messageAndStackTraceAreBoundedAndNoCharacterIsHalved() {
		String text = "x" + "\uD83D\uDE00".repeat(10_000);
		Throwable cause = new IllegalStateException(text, new IllegalStateException(text));
		cause = new IllegalStateException(text, cause);
		FailedRecord failed = new FailedRecord("orders", this.letter.record(), 1, cause);
		Failure failure = DeadLetter.of(failed, null, Instant.EPOCH).failure();
		assertThat(failure.exceptionMessage()).hasSize(1023).endsWith("\uD83D\uDE00");
		assertThat(failure.stackTrace()).hasSizeLessThanOrEqualTo(4096).contains("Caused by: ");
		assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(failure.stackTrace())).isTrue();
	}

	@Test
	void recordGoesBackAsItWasWithOneMoreRedrive() {
		UserRecord back = this.letter.toOrigin();
		Map<String, String> tags = new HashMap<>(DeadLetterSamples.TAGS);
		tags.put(DeadLetterHeaders.REDRIVES, "3");
		tags.put(DeadLetterHeaders.REDRIVE_LISTENER_ID, DeadLetterSamples.LISTENER_ID);
		assertThat(back).isEqualTo(new UserRecord("orders", "key", "170141183460469231731687303715884105728",
				DeadLetterSamples.allBytes(), tags));
	}

	@Test
	void explicitHashKeyOfAnotherProducerLosesItsLeadingZeros() {
		ReceivedRecord record = new ReceivedRecord("orders", "shardId-000000000000", "key", "007", "1", 0,
				Instant.EPOCH, ByteBuffer.allocate(0), Map.of());
		DeadLetter odd = DeadLetterSamples.letter(record);
		assertThat(odd.toUserRecord("dead").explicitHashKey()).isEqualTo("7");
		assertThat(DeadLetter.of(record.data(), odd.headers()).record().explicitHashKey()).isEqualTo("007");
	}

	@Test
	void headerThatIsNotThereOrIsWrongIsNamed() {
		Map<String, String> headers = this.letter.headers();
		headers.put(DeadLetterHeaders.ATTEMPTS, "many");
		assertThatExceptionOfType(MalformedDeadLetterException.class)
			.isThrownBy(() -> DeadLetter.of(this.letter.record().data(), headers))
			.withMessage("Header 'Kinesis_deadLetterAttempts' of a dead letter must be an integer but was 'many'");
		headers.remove(DeadLetterHeaders.SHARD_ID);
		assertThatExceptionOfType(MalformedDeadLetterException.class)
			.isThrownBy(() -> DeadLetter.of(this.letter.record().data(), headers))
			.withMessage("Header 'Kinesis_deadLetterShardId' of a dead letter must be there but was 'null'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "null", "no JSON", "{\"headers\":{},\"payload\":\"AA==\"}",
			"{\"headers\":{\"a\":null},\"payload\":\"AA==\"}", "{\"headers\":{},\"payload\":\"~\"}" })
	void whatIsNoDeadLetterIsSaidToBeNone(String json) {
		assertThatExceptionOfType(MalformedDeadLetterException.class)
			.isThrownBy(() -> DeadLetterJson.read(json.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void pathIsThatOfTheRecordInItsListener() {
		assertThat(this.letter.path()).isEqualTo("billing/orders%231/orders/shardId-000000000003/2026/11/22/"
				+ DeadLetterSamples.SEQUENCE_NUMBER + "-000007");
		DeadLetter later = DeadLetter.of(new FailedRecord("orders#1", this.letter.record(), 9, new Error()), "billing",
				Instant.EPOCH);
		assertThat(later.path()).isEqualTo(this.letter.path());
		DeadLetter ofAnother = DeadLetter.of(new FailedRecord("orders#2", this.letter.record(), 3, new Error()),
				"billing", DeadLetterSamples.FAILED);
		assertThat(ofAnother.path()).isNotEqualTo(this.letter.path());
	}

}
