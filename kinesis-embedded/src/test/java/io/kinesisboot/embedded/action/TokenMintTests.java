package io.kinesisboot.embedded.action;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenMint}.
 */
class TokenMintTests {

	private final TokenMint mint = new TokenMint();

	@Test
	void tokenOpensToWhatItWasMadeOf() {
		assertThat(this.mint.open(this.mint.seal("kind", 42L, "", "name"))).containsExactly("kind", "42", "", "name");
	}

	@Test
	void tokenOfAnotherMintDoesNotOpen() {
		assertThat(new TokenMint().open(this.mint.seal("kind"))).isNull();
	}

	@Property
	void whatIsNoTokenDoesNotOpen(@ForAll String text) {
		assertThat(new TokenMint().open(text)).isNull();
	}

	@Property
	void tokenWithAChangedCharacterDoesNotOpen(@ForAll @IntRange(max = 30) int at) {
		TokenMint mint = new TokenMint();
		StringBuilder token = new StringBuilder(mint.seal("kind", 1234567890L));
		token.setCharAt(at, (token.charAt(at) != 'A') ? 'A' : 'B');
		assertThat(mint.open(token.toString())).isNull();
	}

}
