package io.kinesisboot.producer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UserRecordTests {

	private static final ByteBuffer DATA = ByteBuffer.wrap("data".getBytes(StandardCharsets.UTF_8));

	@Test
	void partitionKeyIsCountedInCharactersNotInCodeUnits() {
		String key = "\uD83D\uDE00".repeat(256);
		assertThat(new UserRecord("orders", key, DATA).partitionKey()).isEqualTo(key);
	}

	@Test
	void partitionKeyBeyondTheLimitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new UserRecord("orders", "k".repeat(257), DATA))
			.withMessage("'partitionKey' must be between 1 and 256 characters long (PutRecords limit) but was 257");
		assertThatIllegalArgumentException().isThrownBy(() -> new UserRecord("orders", "", DATA))
			.withMessageEndingWith("but was 0");
	}

	@Test
	void emptyStreamIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new UserRecord("", "key", DATA))
			.withMessage("'stream' must not be empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1", "340282366920938463463374607431768211455" })
	void explicitHashKeyWithinTheRangeIsTaken(String hashKey) {
		assertThat(new UserRecord("orders", "key", hashKey, DATA).explicitHashKey()).isEqualTo(hashKey);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "01", "1e3", "340282366920938463463374607431768211456" })
	void explicitHashKeyOutsideTheRangeIsRefused(String hashKey) {
		assertThatIllegalArgumentException().isThrownBy(() -> new UserRecord("orders", "key", hashKey, DATA))
			.withMessage(
					"'explicitHashKey' must be a decimal number between 0 and 2^128-1 (PutRecords limit) but was '%s'",
					hashKey);
	}

	@Test
	void readingTheDataLeavesItForTheNextReader() {
		UserRecord record = new UserRecord("orders", "key", DATA);
		record.data().get();
		assertThat(record.data()).isEqualTo(DATA).matches(ByteBuffer::isReadOnly);
	}

	@Test
	void sizeCountsThePartitionKeyInBytes() {
		assertThat(new UserRecord("orders", "\u00e4", DATA).sizeInBytes()).isEqualTo(4 + 2);
	}

	@Test
	void textDoesNotShowThePayload() {
		assertThat(new UserRecord("orders", "key", DATA).toString()).doesNotContain("data=data");
	}

}
