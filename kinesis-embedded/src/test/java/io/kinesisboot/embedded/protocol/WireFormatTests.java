package io.kinesisboot.embedded.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

	@Property
	void jsonThatIsCutOffOrDamagedIsABodyOrASerializationException(@ForAll String text, @ForAll double number,
			@ForAll int at, @ForAll byte damage) {
		byte[] body = WireFormat.JSON.write((out) -> out.text("Text", text)
			.tree("Number", number)
			.tree("List", List.of(1, "two", Map.of("three", true))));
		assertBodyOrSerializationException(WireFormat.JSON, Arrays.copyOf(body, Math.floorMod(at, body.length)));
		body[Math.floorMod(at, body.length)] = damage;
		assertBodyOrSerializationException(WireFormat.JSON, body);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[|]
			{"A":|}
			[{"A":|}]
			""")
	void nestingBeyondReasonIsRefused(String open, String close) {
		assertThatExceptionOfType(AwsError.class)
			.isThrownBy(() -> json("{\"A\":" + open.repeat(100_000) + "0" + close.repeat(100_000) + "}"))
			.matches((error) -> error.type().equals("SerializationException"));
	}

	@ParameterizedTest
	@ValueSource(bytes = { (byte) 0x81, (byte) 0x9f, (byte) 0xa1, (byte) 0xbf, (byte) 0xc1 })
	void nestingBeyondReasonIsRefusedInCbor(byte open) {
		byte[] body = new byte[1_000_000];
		Arrays.fill(body, open);
		body[0] = (byte) 0xa1;
		body[1] = 0x61;
		body[2] = 'A';
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> WireFormat.CBOR.read(body))
			.matches((error) -> error.type().equals("SerializationException"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{},", "[],", "0,", "\"a\",", "{\"a\":{}}," })
	void moreValuesThanAnyCallHasAreRefused(String value) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> json("{\"A\":[" + value.repeat(1_000_000) + "0]}"))
			.withMessageStartingWith("The request body has too many values");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e-400000000", "-0.0", "1e-999" })
	void numberNextToNothingIsZero(String number) {
		RequestBody body = json("{\"N\":" + number + "}");
		assertThat(body.integer("N")).isZero();
		assertThat(body.instant("N")).isEqualTo(Instant.EPOCH);
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
