package io.kinesisboot.embedded.firehose;

import java.util.regex.Pattern;

import io.kinesisboot.embedded.parameter.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Reads names of delivery streams.
 */
final class DeliveryStreamNames {

	private static final String MEMBER = "DeliveryStreamName";

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");

	private static final int MAX_LENGTH = 64;

	private DeliveryStreamNames() {
	}

	static String required(Parameters parameters) {
		return parameters.requiredText(MEMBER, NAME, MAX_LENGTH);
	}

	static @Nullable String optional(Parameters parameters, String member) {
		return parameters.text(member, NAME, MAX_LENGTH);
	}

}
