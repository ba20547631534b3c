package io.kinesisboot.flink;

import java.io.Serializable;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A stream as a job names it. Immutable.
 *
 * @param text the stream's name or ARN
 * @since 0.1.0
 */
public record StreamName(String text) implements Serializable {

	private static final String ARN_PREFIX = "arn:";

	private static final int ARN_REGION = 3;

	public StreamName {
		Objects.requireNonNull(text, "'stream' must not be null");
		if (text.isBlank()) {
			throw new IllegalArgumentException("'stream' must not be blank");
		}
	}

	/**
	 * The ARN for a call that takes a name as well.
	 * @return the ARN, or null if the job gives the name
	 */
	public @Nullable String arn() {
		return this.text.startsWith(ARN_PREFIX) ? this.text : null;
	}

	/**
	 * The name for a call that takes an ARN as well.
	 * @return the name, or null if the job gives the ARN
	 */
	public @Nullable String nameUnlessArn() {
		return this.text.startsWith(ARN_PREFIX) ? null : this.text;
	}

	/**
	 * The name, also if the job gives the ARN.
	 * @return the name
	 */
	public String name() {
		return this.text.substring(this.text.lastIndexOf('/') + 1);
	}

	/**
	 * The region that an ARN names.
	 * @return the region's id, or null if the job gives the name
	 */
	public @Nullable String region() {
		String[] parts = this.text.split(":", -1);
		return (arn() != null && parts.length > ARN_REGION) ? parts[ARN_REGION] : null;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
