package io.kinesisboot.embedded.parameter;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * Makes the opaque texts that clients bring back, such as shard iterators. A token holds
 * all it stands for, so nothing is kept about those that were handed out, and is sealed,
 * so that one which was tampered with does not open. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenMint {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int SEAL_BYTES = 16;

	/** No name, id or number has one. */
	private static final String SEPARATOR = "/";

	private static final Duration PAGE_LIFETIME = Duration.ofMinutes(5);

	private final Clock clock;

	private final SecretKeySpec key;

	public TokenMint(Clock clock) {
		this.clock = clock;
		byte[] secret = new byte[32];
		new SecureRandom().nextBytes(secret);
		this.key = new SecretKeySpec(secret, ALGORITHM);
	}

	/**
	 * Makes a token.
	 * @param facts what it stands for, none with a slash
	 * @return the token
	 */
	public String seal(Object... facts) {
		StringBuilder text = new StringBuilder();
		for (Object fact : facts) {
			text.append(SEPARATOR).append(fact);
		}
		byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
		byte[] token = Arrays.copyOf(sealOf(content), SEAL_BYTES + content.length);
		System.arraycopy(content, 0, token, SEAL_BYTES, content.length);
		return Base64.getEncoder().encodeToString(token);
	}

	/**
	 * Opens a token.
	 * @param token what a client brought
	 * @return what it stands for, or null if this is no token of this mint
	 */
	public @Nullable List<String> open(String token) {
		byte[] bytes = decode(token);
		if (bytes.length <= SEAL_BYTES) {
			return null;
		}
		byte[] content = Arrays.copyOfRange(bytes, SEAL_BYTES, bytes.length);
		if (!MessageDigest.isEqual(sealOf(content), Arrays.copyOf(bytes, SEAL_BYTES))) {
			return null;
		}
		return List.of(new String(content, 1, content.length - 1, StandardCharsets.UTF_8).split(SEPARATOR, -1));
	}

	/**
	 * Makes the token with which a client goes on with a list, for five minutes.
	 * @param list which list
	 * @param facts where to go on, none with a slash
	 * @return the token
	 */
	public String sealPage(String list, Object... facts) {
		return seal(Stream.concat(Stream.of(list, this.clock.millis()), Arrays.stream(facts)).toArray());
	}

	/**
	 * Opens the token with which a client goes on with a list.
	 * @param list which list
	 * @param token what the client brought
	 * @return where to go on
	 * @throws AwsError if the token has expired or is none for this list
	 */
	public List<String> openPage(String list, String token) {
		List<String> facts = open(token);
		if (facts == null || !facts.get(0).equals(list)) {
			throw invalidPage();
		}
		if (this.clock.millis() - Long.parseLong(facts.get(1)) > PAGE_LIFETIME.toMillis()) {
			throw KinesisErrors
				.expiredToken("NextToken has expired: it lives for %d seconds.".formatted(PAGE_LIFETIME.toSeconds()));
		}
		return facts.subList(2, facts.size());
	}

	/**
	 * Refuses a call that goes on with a list and says again which one.
	 * @param token what the client brought, if it goes on
	 * @param name a parameter of calls that begin
	 * @param given whether the call has it
	 * @throws AwsError if the call has both
	 */
	public static void requireAlone(@Nullable String token, String name, boolean given) {
		if (token != null && given) {
			throw KinesisErrors.invalidArgument("NextToken and " + name + " cannot be provided together.");
		}
	}

	public static AwsError invalidPage() {
		return KinesisErrors.invalidArgument("Invalid NextToken.");
	}

	private static byte[] decode(String token) {
		try {
			return Base64.getDecoder().decode(token);
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	private byte[] sealOf(byte[] content) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
