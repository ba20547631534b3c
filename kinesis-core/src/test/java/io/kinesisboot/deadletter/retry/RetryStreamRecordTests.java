package io.kinesisboot.deadletter.retry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.DeadLetterSamples;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryStreamRecord} and {@link RetryStreamOptions}.
 */
class RetryStreamRecordTests {

	private static final Instant DUE = Instant.parse("2026-11-23T09:10:00Z");

	private final RetryStreamRecord waiting = new RetryStreamRecord(DeadLetterSamples.letter(), 2, DUE);

	private static ReceivedRecord carrier(UserRecord record) {
		return new ReceivedRecord(record.stream(), "shardId-000000000009", record.partitionKey(),
				record.explicitHashKey(), "99", 1, Instant.EPOCH, record.data(), record.tags());
	}

	@Test
	void recordIsGivenBackAsItWasReadFromItsStream() {
		ReceivedRecord carrier = carrier(this.waiting.toUserRecord("retry"));
		assertThat(RetryStreamRecord.read(carrier)).contains(this.waiting);
		assertThat(RetryStreamRecord.read(carrier).orElseThrow().letter().record())
			.isEqualTo(DeadLetterSamples.letter().record());
	}

	@Test
	void recordIsDueWhenItSaysButNeverLongAfterItHasArrived() {
		assertThat(this.waiting.due(arrived(DUE.minusSeconds(90)))).isEqualTo(DUE);
		assertThat(this.waiting.due(arrived(DUE.minus(Duration.ofDays(9)))))
			.isEqualTo(DUE.minus(Duration.ofDays(9)).plus(Duration.ofHours(12)));
	}

	private ReceivedRecord arrived(Instant time) {
		ReceivedRecord carrier = carrier(this.waiting.toUserRecord("retry"));
		return new ReceivedRecord(carrier.stream(), carrier.shardId(), carrier.partitionKey(),
				carrier.explicitHashKey(), carrier.sequenceNumber(), carrier.subSequenceNumber(), time, carrier.data(),
				carrier.tags());
	}

	@Test
	void recordBelongsToTheApplicationThatFailed() {
		assertThat(this.waiting.isOf("billing")).isTrue();
		assertThat(this.waiting.isOf("billing-2")).isFalse();
	}

	@Test
	void recordWithoutSoundHeadersIsARecordLikeAnyOther() {
		UserRecord sound = this.waiting.toUserRecord("retry");
		assertThat(
				RetryStreamRecord.read(carrier(new UserRecord("retry", "key", null, ByteBuffer.allocate(0), Map.of()))))
			.isEmpty();
		assertThat(RetryStreamRecord.read(carrier(sound.withTags(Map.of(DeadLetterHeaders.DUE, "soon"))))).isEmpty();
		assertThat(RetryStreamRecord.read(carrier(sound.withTags(Map.of(DeadLetterHeaders.RETRY, "often"))))).isEmpty();
		assertThat(RetryStreamRecord.read(carrier(sound.withTags(Map.of(DeadLetterHeaders.ATTEMPTS, "many")))))
			.isEmpty();
	}

	@Test
	void waitingRecordIsADeadLetterToWhoeverReadsThose() {
		assertThat(DeadLetter.of(carrier(this.waiting.toUserRecord("retry")))).isEqualTo(DeadLetterSamples.letter());
	}

	@Test
	void optionsOutOfTheirRangesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryStreamOptions("retry", Duration.ofHours(13), 1))
			.withMessage(
					"'retryStreamDelay' must be between 1 ms and PT12H (half of a stream's default retention) but was PT13H");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryStreamOptions("retry", Duration.ZERO, 1))
			.withMessageContaining("'retryStreamDelay' must be");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryStreamOptions("retry", Duration.ofSeconds(1), 0))
			.withMessage("'retryStreamAttempts' must be between 1 and 1000 but was 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetryStreamOptions("re try", Duration.ofSeconds(1), 1))
			.withMessage(
					"'retryStream' must be the name of a stream, [a-zA-Z0-9_.-]{1,128} (CreateStream limit), but was 're try'");
	}

}
