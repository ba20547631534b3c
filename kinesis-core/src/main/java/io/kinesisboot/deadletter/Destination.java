package io.kinesisboot.deadletter;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where dead letters go, as a setting names it: {@code kinesis:dead-orders},
 * {@code sqs:dead-orders}, {@code sqs:https://...}, {@code s3:bucket/prefix},
 * {@code firehose:dead-orders}, or the ARN of one of these. Immutable.
 *
 * @param scheme the service
 * @param name the stream's name, the queue's name or URL, the bucket with a prefix, or
 * the delivery stream's name
 * @param arn the ARN that named it, or null
 * @since 0.1.0
 */
public record Destination(Scheme scheme, String name, @Nullable String arn) {

	/** What a destination may be, in words for messages. */
	public static final String FORMS = "kinesis:<stream>, sqs:<queue or its URL>, s3:<bucket>[/<prefix>], "
			+ "firehose:<delivery stream> or the ARN of one of these";

	private static final Pattern TEXT = Pattern.compile("(kinesis|sqs|s3|firehose):(?://)?(.+)");

	private static final Pattern ARN = Pattern
		.compile("arn:[\\w-]+:(kinesis|sqs|s3|firehose):([\\w-]*):(\\d*):(?:stream/|deliverystream/)?(.+)");

	public Destination {
		if (!scheme.names.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"The name of a destination '%s:' must match %s but was '%s'".formatted(scheme, scheme.names, name));
		}
	}

	/**
	 * Reads a destination from a setting.
	 * @param text the text
	 * @return the destination
	 * @throws IllegalArgumentException if the text is none of the forms above
	 */
	public static Destination of(String text) {
		Matcher arn = ARN.matcher(text.strip());
		if (arn.matches()) {
			return new Destination(Scheme.of(arn.group(1)), arn.group(4), arn.group());
		}
		Matcher plain = TEXT.matcher(text.strip());
		if (plain.matches()) {
			return new Destination(Scheme.of(plain.group(1)), plain.group(2), null);
		}
		throw new IllegalArgumentException("A destination must be %s but was '%s'".formatted(FORMS, text));
	}

	/**
	 * The account that the ARN names.
	 * @return its id, or null if there is none
	 */
	@Nullable String account() {
		return fromArn(3);
	}

	/**
	 * The region that the ARN names.
	 * @return its id, or null if there is none
	 */
	@Nullable String region() {
		return fromArn(2);
	}

	private @Nullable String fromArn(int group) {
		if (this.arn == null) {
			return null;
		}
		Matcher matcher = ARN.matcher(this.arn);
		return (matcher.matches() && !matcher.group(group).isEmpty()) ? matcher.group(group) : null;
	}

	/**
	 * Refuses what is of another service.
	 * @param expected the service
	 * @return this destination
	 * @throws IllegalArgumentException if it is of another service
	 */
	Destination require(Scheme expected) {
		if (this.scheme != expected) {
			throw new IllegalArgumentException(
					"A destination must be of '%s:' here but was '%s'".formatted(expected, this));
		}
		return this;
	}

	/**
	 * Refuses a client that sees another thing by the name than the ARN means: in another
	 * region or account there may be one of the same name.
	 * @param seen the ARN of what the client sees
	 * @throws IllegalArgumentException if it is another one
	 */
	public void requireArn(String seen) {
		if (this.arn != null && !this.arn.equals(seen)) {
			throw new IllegalArgumentException(
					"Destination '%s' is not what the client sees, which is '%s'".formatted(this.arn, seen));
		}
	}

	/**
	 * Returns the text that names it.
	 */
	@Override
	public String toString() {
		return (this.arn != null) ? this.arn : this.scheme + ":" + this.name;
	}

	/**
	 * The services that keep dead letters.
	 */
	public enum Scheme {

		/** A Kinesis stream. */
		KINESIS("[a-zA-Z0-9_.-]{1,128}"),

		/** An SQS queue, FIFO or standard. */
		SQS("https?://\\S+|[a-zA-Z0-9_-]{1,80}|[a-zA-Z0-9_-]{1,75}\\.fifo"),

		/** A folder of an S3 bucket. */
		S3("[a-z0-9.-]{3,63}(/.*)?"),

		/** A Firehose delivery stream. */
		FIREHOSE("[a-zA-Z0-9_.-]{1,64}");

		private final Pattern names;

		Scheme(String names) {
			this.names = Pattern.compile(names);
		}

		private static Scheme of(String text) {
			return valueOf(text.toUpperCase(Locale.ROOT));
		}

		/**
		 * Returns the text before the colon.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
