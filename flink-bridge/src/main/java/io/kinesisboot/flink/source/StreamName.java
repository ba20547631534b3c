package io.kinesisboot.flink.source;

import java.io.Serializable;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A stream as the job names it. Immutable.
 *
 * @param text the stream's name or ARN
 */
record StreamName(String text) implements Serializable {

	private static final String ARN_PREFIX = "arn:";

	StreamName {
		Objects.requireNonNull(text, "'stream' must not be null");
		if (text.isBlank()) {
			throw new IllegalArgumentException("'stream' must not be blank");
		}
	}

	@Nullable String arn() {
		return this.text.startsWith(ARN_PREFIX) ? this.text : null;
	}

	@Nullable String nameUnlessArn() {
		return this.text.startsWith(ARN_PREFIX) ? null : this.text;
	}

	String name() {
		return this.text.substring(this.text.lastIndexOf('/') + 1);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
