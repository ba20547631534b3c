package io.kinesisboot.embedded.stream;

import java.math.BigInteger;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HashKey}.
 */
class HashKeyTests {

	private static final BigInteger ALL_KEYS = BigInteger.TWO.pow(128);

	@ParameterizedTest
	@CsvSource({ "a, 0cc175b9c0f1b6a831c399e269772661", "abc, 900150983cd24fb0d6963f7d28e17f72",
			"message digest, f96b697d7cb7938d525a2f31aaf161d0",
			"abcdefghijklmnopqrstuvwxyz, c3fcd3d76192e4007dfb496cca67e13b" })
	void partitionKeyIsHashedAsTheMd5TestSuiteSays(String partitionKey, String md5) {
		assertThat(HashKey.ofPartitionKey(partitionKey)).hasToString(new BigInteger(md5, 16).toString());
	}

	@Example
	void partitionKeyIsHashedInUtf8() {
		assertThat(HashKey.ofPartitionKey("é"))
			.hasToString(new BigInteger("66ddcd97cfdeabb2f6fb8a999b4bc76f", 16).toString());
	}

	@Example
	void whatIsBeyondTheRingIsNoHashKey() {
		assertThat(HashKey.parse(ALL_KEYS.toString())).isNull();
		assertThat(HashKey.parse(ALL_KEYS.subtract(BigInteger.ONE).toString())).isEqualTo(HashKey.MAX);
		assertThat(HashKey.parse("0")).isEqualTo(new HashKey(0, 0));
	}

	@Property
	void decimalFormIsReadBackAsTheSameKey(@ForAll("keys") BigInteger value) {
		assertThat(HashKey.parse(value.toString())).hasToString(value.toString());
	}

	@Property
	void keysAreOrderedAsUnsignedNumbers(@ForAll("keys") BigInteger one, @ForAll("keys") BigInteger other) {
		assertThat(Integer.signum(HashKey.of(one).compareTo(HashKey.of(other)))).isEqualTo(one.compareTo(other));
	}

	@Provide
	Arbitrary<BigInteger> keys() {
		return Arbitraries.bigIntegers().between(BigInteger.ZERO, ALL_KEYS.subtract(BigInteger.ONE));
	}

}
