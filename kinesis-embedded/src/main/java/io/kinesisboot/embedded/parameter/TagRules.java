package io.kinesisboot.embedded.parameter;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.protocol.AwsError;

/**
 * What the service wants of tags beside the constraints of its model.
 *
 * @since 0.1.0
 */
public final class TagRules {

	private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/=+\\-@]*");

	private static final String RESERVED = "aws:";

	private TagRules() {
	}

	/**
	 * Checks tags.
	 * @param tags values by key
	 * @throws AwsError if one has a character or a key that users must not use
	 */
	public static void requireAllowed(Map<String, String> tags) {
		requireAllowed(tags.keySet());
		requireAllowedCharacters(tags.values());
	}

	public static void requireAllowed(Collection<String> keys) {
		requireAllowedCharacters(keys);
		if (keys.stream().anyMatch((key) -> key.regionMatches(/* ignoreCase= */ true, 0, RESERVED, 0, 4))) {
			throw KinesisErrors.invalidArgument("aws: prefixed tag key names are not allowed for external use.");
		}
	}

	private static void requireAllowedCharacters(Collection<String> texts) {
		if (!texts.stream().allMatch((text) -> ALLOWED.matcher(text).matches())) {
			throw KinesisErrors.invalidArgument("Some tags contain invalid characters. Valid characters: "
					+ "Unicode letters, digits, white space, _ . : / = + - @.");
		}
	}

}
