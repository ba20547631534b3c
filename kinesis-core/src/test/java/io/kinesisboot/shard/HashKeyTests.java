package io.kinesisboot.shard;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link HashKey} and of {@link HashKeyCache}.
 */
class HashKeyTests {

	private final HashKeyCache cache = new HashKeyCache(16);

	@ParameterizedTest
	@ValueSource(strings = { "a", "key-1", "192.168.0.1", "schlüssel", "鍵", "🔑" })
	void partitionKeyIsHashedByMd5(String partitionKey) throws NoSuchAlgorithmException {
		for (String key : List.of(partitionKey, partitionKey.repeat(40), partitionKey.repeat(300))) {
			byte[] md5 = MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8));
			assertThat(HashKey.ofPartitionKey(key)).hasToString(new BigInteger(1, md5).toString());
		}
	}

	@Test
	void cacheKnowsKeysThatDroveOthersOut() {
		for (int number = 0; number < 1000; number++) {
			String key = "key-" + number % 40;
			assertThat(this.cache.hashKeyOf(key)).isEqualTo(HashKey.ofPartitionKey(key));
		}
	}

	@Test
	void orderAndDecimalsAreThoseOfTheNumbers() {
		Random random = new Random(1);
		for (int i = 0; i < 1000; i++) {
			BigInteger left = new BigInteger(1 + random.nextInt(128), random);
			BigInteger right = new BigInteger(1 + random.nextInt(128), random);
			HashKey leftKey = HashKey.parse(left.toString());
			assertThat(leftKey).hasToString(left.toString());
			assertThat(Integer.signum(leftKey.compareTo(HashKey.parse(right.toString()))))
				.isEqualTo(left.compareTo(right));
		}
	}

	@Test
	void endsAreRead() {
		assertThat(HashKey.parse("0")).isEqualTo(HashKey.MIN);
		assertThat(HashKey.parse("340282366920938463463374607431768211455")).isEqualTo(HashKey.MAX);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "01", "1.0", "a", "340282366920938463463374607431768211456" })
	void whatIsNoHashKeyIsRefused(String decimal) {
		assertThatIllegalArgumentException().isThrownBy(() -> HashKey.parse(decimal))
			.withMessage("A hash key must be a decimal number between 0 and 2^128-1 but was '" + decimal + "'");
	}

	@Test
	void cacheOfAnyOtherSizeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new HashKeyCache(12))
			.withMessage("'capacity' must be a power of two but was 12");
	}

}
