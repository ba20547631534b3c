package io.kinesisboot.embedded.parameter;

import java.time.Clock;
import java.time.Duration;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.time.MovableClock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TokenMint}.
 */
class TokenMintTests {

	private final MovableClock clock = TestClocks.standing();

	private final TokenMint mint = new TokenMint(this.clock);

	@Test
	void tokenOpensToWhatItWasMadeOf() {
		assertThat(this.mint.open(this.mint.seal("kind", 42L, "", "name"))).containsExactly("kind", "42", "", "name");
	}

	@Test
	void tokenOfAnotherMintDoesNotOpen() {
		assertThat(new TokenMint(Clock.systemUTC()).open(this.mint.seal("kind"))).isNull();
	}

	@Test
	void listGoesOnForFiveMinutes() {
		String token = this.mint.sealPage("streams", "orders", 7);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.mint.openPage("streams", token)).containsExactly("orders", "7");
		this.clock.advance(Duration.ofMillis(1));
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> this.mint.openPage("streams", token))
			.withMessage("NextToken has expired: it lives for 300 seconds.");
	}

	@Test
	void listDoesNotGoOnWithTheTokenOfAnother() {
		String token = this.mint.sealPage("streams", "orders");
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> this.mint.openPage("shards", token))
			.withMessage("Invalid NextToken.");
	}

	@Property
	void whatIsNoTokenDoesNotOpen(@ForAll String text) {
		assertThat(new TokenMint(Clock.systemUTC()).open(text)).isNull();
	}

	@Property
	void tokenWithAChangedCharacterDoesNotOpen(@ForAll @IntRange(max = 30) int at) {
		TokenMint mint = new TokenMint(Clock.systemUTC());
		StringBuilder token = new StringBuilder(mint.seal("kind", 1234567890L));
		token.setCharAt(at, (token.charAt(at) != 'A') ? 'A' : 'B');
		assertThat(mint.open(token.toString())).isNull();
	}

}
