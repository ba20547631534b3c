package io.kinesisboot.embedded.item;

import java.util.Map;

import io.kinesisboot.embedded.protocol.AwsError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ValueReader}.
 */
class ValueReaderTests {

	@Test
	void numberOfAnyFormIsReadByItsAmount() {
		assertThat(number("0".repeat(900) + "12.50")).isEqualTo(number("1.25E1")).isEqualTo(number("12.5"));
	}

	@Test
	void numberThatWouldTakeLongToReadIsRefused() {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> number("9".repeat(100_000)))
			.withMessage("The parameter cannot be converted to a numeric value: " + "9".repeat(1000) + "...");
	}

	private static Value number(String text) {
		return ValueReader.value(Map.of("N", text));
	}

}
