package io.kinesisboot.embedded.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WireFormat} and {@link RequestBody}.
 */
class WireFormatTests {

	@Property
	void bytesAreABodyOrASerializationException(@ForAll WireFormat format, @ForAll @Size(max = 200) byte[] bytes) {
		assertBodyOrSerializationException(format, bytes);
	}

	@Property
	void cborThatIsCutOffOrDamagedIsABodyOrASerializationException(@ForAll byte[] data, @ForAll int at,
			@ForAll byte damage) {
		byte[] body = WireFormat.CBOR.write((out) -> out.text("Text", "value")
			.tree("Data", data)
			.instant("Time", Instant.EPOCH)
			.object("Inner", (inner) -> inner.number("Number", 42).flag("Flag", true)));
		body[Math.floorMod(at, body.length)] = damage;
		assertBodyOrSerializationException(WireFormat.CBOR, body);
	}

	private static void assertBodyOrSerializationException(WireFormat format, byte[] bytes) {
		try {
			RequestBody body = format.read(bytes);
			body.members().keySet().forEach((name) -> {
				body.integer(name);
				body.instant(name);
			});
		}
		catch (AwsError ex) {
			assertThat(ex.type()).isEqualTo("SerializationException");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e999", "-1e999", "1e400000000", "123456789012345678901234567890" })
	void numberBeyondAllBoundsBecomesTheNearestAndIsNoTimestamp(String number) {
		RequestBody body = json("{\"N\":" + number + "}");
		assertThat(body.integer("N")).isIn(Integer.MAX_VALUE, Integer.MIN_VALUE);
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> body.instant("N"))
			.withMessage("'N' can not be converted to milliseconds since epoch");
	}

	@Example
	void fractionOfANumberIsCutOff() {
		assertThat(json("{\"N\":2.9}").integer("N")).isEqualTo(2);
	}

	@Example
	void timestampKeepsItsMilliseconds() {
		assertThat(json("{\"T\":1767323045.678}").instant("T")).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
	}

	@Example
	void nestingBeyondReasonIsRefused() {
		assertThatExceptionOfType(AwsError.class)
			.isThrownBy(() -> json("{\"A\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
	}

	@Example
	void contentTypeIsReadWithoutCaseAndParameters() {
		assertThat(WireFormat.forContentType("Application/X-Amz-Json-1.1;charset=utf-8")).isEqualTo(WireFormat.JSON);
		assertThat(WireFormat.forContentType("application/x-amz-cbor-1.1")).isEqualTo(WireFormat.CBOR);
		assertThat(WireFormat.forContentType("application/json")).isNull();
	}

	private static RequestBody json(String text) {
		return WireFormat.JSON.read(text.getBytes(StandardCharsets.UTF_8));
	}

}
