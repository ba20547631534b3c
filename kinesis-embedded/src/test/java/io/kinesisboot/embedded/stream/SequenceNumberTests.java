package io.kinesisboot.embedded.stream;

import java.math.BigInteger;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.kinesis.checkpoint.SequenceNumberValidator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SequenceNumber}.
 */
class SequenceNumberTests {

	private static final long NOW = 1_700_000_000;

	/** Seen at the service, in its documentation of PutRecord. */
	private static final String OF_THE_SERVICE = "49543463076548007577105092703039560359975228518395019266";

	@Example
	void numberOfTheServiceIsReadAndWrittenBackUnchanged() {
		SequenceNumber number = SequenceNumber.parse(OF_THE_SERVICE);
		assertThat(number).hasToString(OF_THE_SERVICE);
		assertThat(number).extracting(SequenceNumber::shardIndex).isEqualTo(0);
	}

	@Property
	void kclReadsTheShardFromIt(@ForAll("numbers") SequenceNumber number) {
		assertThat(new SequenceNumberValidator().shardIdFor(number.toString()))
			.hasValue(KinesisShard.id(number.shardIndex()));
	}

	@Property
	void numberHas56DigitsAndIsReadBackAsTheSame(@ForAll("numbers") SequenceNumber number) {
		assertThat(number.toString()).hasSize(56).containsOnlyDigits();
		assertThat(SequenceNumber.parse(number.toString())).isEqualTo(number);
	}

	@Property
	void numbersOfOneShardAscendWithTheirIndex(@ForAll("numbers") SequenceNumber number) {
		SequenceNumber next = new SequenceNumber(number.shardSeconds(), number.shardIndex(), number.index() + 1, 0);
		assertThat(decimal(next)).isGreaterThan(decimal(number));
	}

	@Property
	void numbersOfAChildAreGreaterThanItsParents(@ForAll("numbers") SequenceNumber parent,
			@ForAll("numbers") SequenceNumber any) {
		SequenceNumber child = new SequenceNumber(parent.shardSeconds() + 1, any.shardIndex(), 0, 0);
		assertThat(decimal(child)).isGreaterThan(decimal(parent));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "5", "26227199374822427428162556223570313216",
			"149543463076548007577105092703039560359975228518395019266",
			"49543463076548007577105092703039560359975228518395019267" })
	void whatNoShardCanHaveMadeIsNoNumber(String decimal) {
		assertThat(SequenceNumber.parse(decimal)).isNull();
	}

	@Example
	void numberWhoseIndexIsTooLargeIsNone() {
		BigInteger tooLarge = new BigInteger("20000000000800000000000000000000000000000000002", 16);
		assertThat(SequenceNumber.parse(tooLarge.toString())).isNull();
	}

	private static BigInteger decimal(SequenceNumber number) {
		return new BigInteger(number.toString());
	}

	@Provide
	Arbitrary<SequenceNumber> numbers() {
		return Combinators
			.combine(Arbitraries.longs().between(0, 4 * NOW), Arbitraries.integers().greaterOrEqual(0),
					Arbitraries.longs().between(0, Long.MAX_VALUE - 1), Arbitraries.longs().between(0, 4 * NOW))
			.as(SequenceNumber::new);
	}

}
