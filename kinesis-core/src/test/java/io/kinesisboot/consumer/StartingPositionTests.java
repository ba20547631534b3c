package io.kinesisboot.consumer;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StartingPosition}.
 */
class StartingPositionTests {

	@ParameterizedTest
	@ValueSource(strings = { "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP:2026-11-23T09:00:00Z", "AT_TIMESTAMP:PT1H30M" })
	void isReadAsItIsWritten(String text) {
		assertThat(StartingPosition.of(text)).hasToString(text);
	}

	@Test
	void readsTheMoment() {
		assertThat(StartingPosition.of(" AT_TIMESTAMP:2026-11-23T09:00:00Z ").timestamp())
			.isEqualTo(Instant.parse("2026-11-23T09:00:00Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "EARLIEST", "latest", "AT_TIMESTAMP", "AT_TIMESTAMP:", "AT_TIMESTAMP:yesterday",
			"AT_TIMESTAMP:-PT1H", "AT_TIMESTAMP:0s", "AT_TIMESTAMP:1w", "AT_TIMESTAMP:2026-11-23" })
	void otherTextIsRefusedWithTheValueAndWhatItMayBe(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> StartingPosition.of(text))
			.withMessage(
					"'startingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant or how long back> but was '"
							+ text + "'");
	}

	@ParameterizedTest
	@CsvSource({ "PT1H,PT1H", "PT90M,PT1H30M", "1h,PT1H", "1h30m,PT1H30M", "90s,PT1M30S", "7d,PT168H", "P1DT1H,PT25H" })
	void readsHowLongBack(String text, Duration back) {
		StartingPosition position = StartingPosition.of("AT_TIMESTAMP:" + text);
		assertThat(position.type()).isEqualTo(StartingPosition.Type.AT_TIMESTAMP);
		assertThat(position.back()).isEqualTo(back);
		Instant now = Instant.parse("2026-11-23T09:00:00Z");
		assertThat(position.asOf(now)).isEqualTo(StartingPosition.atTimestamp(now.minus(back)));
	}

	@Test
	void otherPositionsDoNotDependOnTheTime() {
		StartingPosition moment = StartingPosition.of("AT_TIMESTAMP:2026-11-23T09:00:00Z");
		assertThat(moment.asOf(Instant.EPOCH)).isEqualTo(moment);
		assertThat(StartingPosition.LATEST.asOf(Instant.EPOCH)).isEqualTo(StartingPosition.LATEST);
	}

	@Test
	void momentBelongsToItsTypeOnly() {
		Duration hour = Duration.ofHours(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new StartingPosition(StartingPosition.Type.AT_TIMESTAMP, null, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new StartingPosition(StartingPosition.Type.AT_TIMESTAMP, Instant.EPOCH, hour));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new StartingPosition(StartingPosition.Type.LATEST, null, hour));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new StartingPosition(StartingPosition.Type.LATEST, Instant.EPOCH, hour))
			.withMessageContaining("LATEST");
		assertThatIllegalArgumentException().isThrownBy(() -> StartingPosition.back(Duration.ZERO))
			.withMessage("'back' must be more than zero but was PT0S");
	}

}
