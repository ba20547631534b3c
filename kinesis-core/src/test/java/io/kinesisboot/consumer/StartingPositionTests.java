package io.kinesisboot.consumer;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StartingPosition}.
 */
class StartingPositionTests {

	@ParameterizedTest
	@ValueSource(strings = { "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP:2026-11-23T09:00:00Z" })
	void isReadAsItIsWritten(String text) {
		assertThat(StartingPosition.of(text)).hasToString(text);
	}

	@Test
	void readsTheMoment() {
		assertThat(StartingPosition.of(" AT_TIMESTAMP:2026-11-23T09:00:00Z ").timestamp())
			.isEqualTo(Instant.parse("2026-11-23T09:00:00Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "EARLIEST", "latest", "AT_TIMESTAMP", "AT_TIMESTAMP:", "AT_TIMESTAMP:yesterday" })
	void otherTextIsRefusedWithTheValueAndWhatItMayBe(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> StartingPosition.of(text))
			.withMessage("'startingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant> but was '"
					+ text + "'");
	}

}
