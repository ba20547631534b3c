package io.kinesisboot.embedded.limit;

import java.time.Duration;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenBucket}.
 */
class TokenBucketTests {

	private final MovableClock clock = TestClocks.standing();

	private final TokenBucket bucket = new TokenBucket(5, this.clock);

	@Test
	void holdsTheTokensOfASecond() {
		for (int token = 0; token < 5; token++) {
			assertThat(this.bucket.tryTake(1)).isTrue();
		}
		assertThat(this.bucket.tryTake(1)).isFalse();
		assertThat(this.bucket.isFull()).isFalse();
	}

	@Test
	void tokensComeAgainOneByOne() {
		this.bucket.take(5);
		this.clock.advance(Duration.ofMillis(200).minusNanos(1));
		assertThat(this.bucket.tryTake(1)).isFalse();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.bucket.tryTake(1)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
	}

	@Test
	void holdsNoMoreThanASecondsTokensAfterALongTime() {
		this.bucket.take(3);
		this.clock.advance(Duration.ofDays(4000));
		assertThat(this.bucket.isFull()).isTrue();
		assertThat(this.bucket.tryTake(5)).isTrue();
		assertThat(this.bucket.has(1)).isFalse();
	}

	@Test
	void moreThanItHoldsIsThereWhenItIsFullAndIsPaidForAfterwards() {
		TokenBucket megabytes = new TokenBucket(2 * 1024 * 1024, this.clock);
		assertThat(megabytes.tryTake(10 * 1024 * 1024)).isTrue();
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(megabytes.has(1)).isFalse();
		this.clock.advance(Duration.ofNanos(500));
		assertThat(megabytes.has(1)).isTrue();
		assertThat(megabytes.has(2)).isFalse();
	}

	@Test
	void debtOfASmallOverdraftIsItsExcess() {
		assertThat(this.bucket.tryTake(4)).isTrue();
		this.bucket.take(3);
		this.clock.advance(Duration.ofMillis(400));
		assertThat(this.bucket.has(1)).isFalse();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(this.bucket.has(1)).isTrue();
	}

}
