package io.kinesisboot.listener.method;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RecordHeaders}.
 */
class RecordHeadersTests {

	private static final ReceivedRecord RECORD = new ReceivedRecord("orders", "shardId-000000000000", "key", null, "12",
			3, Instant.EPOCH, ByteBuffer.allocate(1),
			Map.of("own", "tag", KinesisHeaders.STREAM_NAME, "forged", KinesisHeaders.EXPLICIT_HASH_KEY, "forged"));

	private static final Map<String, Object> ALL = Map.of("own", "tag", KinesisHeaders.STREAM_NAME, "orders",
			KinesisHeaders.SHARD_ID, "shardId-000000000000", KinesisHeaders.PARTITION_KEY, "key",
			KinesisHeaders.SEQUENCE_NUMBER, "12", KinesisHeaders.SUB_SEQUENCE_NUMBER, 3L,
			KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP, Instant.EPOCH, KinesisHeaders.RAW_RECORD, RECORD,
			KinesisHeaders.DELIVERY_ATTEMPT, 2);

	private final RecordHeaders headers = new RecordHeaders(RECORD, 2);

	@Test
	void eachHeaderIsThatOfTheRecordAndNotForItsSenderToChange() {
		ALL.forEach((name, value) -> {
			assertThat(this.headers.get(name)).isEqualTo(value);
			assertThat(this.headers.get(name, value.getClass())).isEqualTo(value);
			assertThat(this.headers.containsKey(name)).isTrue();
			assertThat(this.headers.containsValue(value)).isTrue();
		});
		assertThat(this.headers.get(KinesisHeaders.EXPLICIT_HASH_KEY)).isNull();
		assertThat(this.headers.containsKey(KinesisHeaders.EXPLICIT_HASH_KEY)).isFalse();
		assertThat(this.headers.getId()).isNull();
		assertThat(this.headers.getTimestamp()).isNull();
	}

	@Test
	void explicitHashKeyIsAHeaderIfTheRecordHasOne() {
		ReceivedRecord record = new ReceivedRecord("orders", "shardId-000000000000", "key", "7", "12", 3, Instant.EPOCH,
				ByteBuffer.allocate(1), Map.of());
		assertThat(new RecordHeaders(record, 1)).containsEntry(KinesisHeaders.EXPLICIT_HASH_KEY, "7").hasSize(9);
	}

	@Test
	void theyAreAMapOfAllHeaders() {
		assertThat(this.headers.entrySet()).containsExactlyInAnyOrderElementsOf(ALL.entrySet());
		assertThat(this.headers.keySet()).isEqualTo(ALL.keySet());
		assertThat(this.headers.values()).containsExactlyInAnyOrderElementsOf(ALL.values());
		assertThat(this.headers).hasSize(ALL.size()).isNotEmpty();
		assertThat(this.headers).isEqualTo(new RecordHeaders(RECORD, 2))
			.hasSameHashCodeAs(new RecordHeaders(RECORD, 2));
		assertThat(this.headers).isNotEqualTo(new RecordHeaders(RECORD, 3));
		assertThat(this.headers.toString()).contains("own=tag");
	}

	@Test
	void theyCannotBeChanged() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.headers.entrySet().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.headers.put("a", "b"));
	}

	@Test
	void headerOfAnotherTypeIsExplained() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.headers.get(KinesisHeaders.SEQUENCE_NUMBER, Long.class))
			.withMessage("Header 'Kinesis_sequenceNumber' must be of type 'java.lang.Long' but was of type"
					+ " 'java.lang.String'");
	}

	@Test
	void messagesMadeOfAMessageHaveThem() {
		Message<?> message = MessageBuilder.fromMessage(new GenericMessage<>("text", this.headers))
			.setHeader("own", "changed")
			.build();
		Map<String, Object> expected = new HashMap<>(ALL);
		expected.put("own", "changed");
		Map<String, Object> copied = new HashMap<>(message.getHeaders());
		copied.keySet().removeAll(Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP));
		assertThat(copied).isEqualTo(expected);
	}

	@Test
	void theyAreSerializedButForTheRecord() throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(new GenericMessage<>("text", this.headers));
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			Map<String, Object> expected = new HashMap<>(ALL);
			expected.remove(KinesisHeaders.RAW_RECORD);
			assertThat(new HashMap<>(((Message<?>) in.readObject()).getHeaders())).isEqualTo(expected);
		}
	}

}
