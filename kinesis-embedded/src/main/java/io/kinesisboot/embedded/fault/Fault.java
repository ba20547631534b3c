package io.kinesisboot.embedded.fault;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * Something that shall go wrong with calls of Kinesis Data Streams and of Firehose, whose
 * delivery streams are named as streams are. Without limits it befalls every call, or
 * record, of every stream that it can befall, until it is removed. Immutable.
 *
 * <pre class="code">
 * kinesis.faults().add(Fault.throttleRecords().stream("orders").share(0.2).build());
 * kinesis.faults().add(Fault.loseAnswers().action("PutRecords").times(1).build());
 * </pre>
 *
 * @since 0.1.0
 */
public final class Fault {

	/**
	 * How long answers are held back at most, all faults together: less than the silence
	 * after which a connection is closed.
	 */
	public static final Duration MAX_DELAY = Duration.ofMinutes(1);

	static final String MESSAGE = "Refused by a fault on demand";

	private static final int MAX_REPEATED = 10_000;

	/** No such code of the services has another form; it becomes a header. */
	private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9.]{0,127}");

	private static final Set<String> FAILURES_OF_THE_SERVICE = Set.of("InternalFailure", "InternalFailureException",
			"InternalServerError");

	private static final Set<String> UNAVAILABILITIES = Set.of("ServiceUnavailable", "ServiceUnavailableException");

	private final FaultKind kind;

	private final @Nullable String stream;

	private final @Nullable String action;

	private final double share;

	private final int times;

	private final @Nullable AwsError error;

	private final Duration minDelay;

	private final Duration maxDelay;

	private final int records;

	private Fault(Builder builder) {
		this.kind = builder.kind;
		this.stream = builder.stream;
		this.action = builder.action;
		this.share = builder.share;
		this.times = builder.times;
		this.error = builder.error;
		this.minDelay = builder.minDelay;
		this.maxDelay = builder.maxDelay;
		this.records = builder.records;
	}

	/**
	 * Refuses records with {@code ProvisionedThroughputExceededException}: some of a
	 * PutRecords, whose {@code FailedRecordCount} says how many, or the whole of a
	 * PutRecord. Delivery streams refuse theirs with {@code ServiceUnavailableException}.
	 * @return a builder
	 */
	public static Builder throttleRecords() {
		return new Builder(FaultKind.THROTTLE_RECORDS);
	}

	/**
	 * Refuses calls, which are not served. The status is 500 or 503 where the services
	 * use it with this code, else 400.
	 * @param code the error as clients know it, such as {@code LimitExceededException}
	 * @return a builder
	 */
	public static Builder failCalls(String code) {
		return failCalls(statusOf(code), code, MESSAGE);
	}

	/**
	 * Refuses calls, which are not served.
	 * @param status the HTTP status, 400 to 599
	 * @param code the error as clients know it
	 * @param message the text that goes with it
	 * @return a builder
	 */
	public static Builder failCalls(int status, String code, String message) {
		if (!CODE.matcher(code).matches()) {
			throw new IllegalArgumentException(
					"'code' must be the name of an error, such as LimitExceededException, but was '" + code + "'");
		}
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException("'status' must be between 400 and 599 but was " + status);
		}
		Builder builder = new Builder(FaultKind.FAIL_CALLS);
		builder.error = new AwsError(status, code, message);
		return builder;
	}

	static int statusOf(String code) {
		if (UNAVAILABILITIES.contains(code)) {
			return 503;
		}
		return FAILURES_OF_THE_SERVICE.contains(code) ? 500 : 400;
	}

	/**
	 * Holds answers back. The calls are served at once.
	 * @param delay how long, a minute at most
	 * @return a builder
	 */
	public static Builder delayAnswers(Duration delay) {
		return delayAnswers(delay, delay);
	}

	/**
	 * Holds answers back, each for a time of its own. The calls are served at once.
	 * @param min how long at least
	 * @param max how long at most, a minute at most
	 * @return a builder
	 */
	public static Builder delayAnswers(Duration min, Duration max) {
		if (min.isNegative() || min.compareTo(max) > 0 || max.compareTo(MAX_DELAY) > 0) {
			throw new IllegalArgumentException(
					"A delay must be between 0 and 1 minute, and its range ascend, but was " + min + " to " + max);
		}
		Builder builder = new Builder(FaultKind.DELAY_ANSWERS);
		builder.minDelay = min;
		builder.maxDelay = max;
		return builder;
	}

	/**
	 * Closes the connection when half of the answer is sent, and resets the stream over
	 * HTTP/2. The calls are served: those that are refused are left alone.
	 * @return a builder
	 */
	public static Builder cutAnswers() {
		return new Builder(FaultKind.CUT_ANSWERS);
	}

	/**
	 * Closes the connection in place of the answer, and resets the stream over HTTP/2.
	 * The calls are served: a PutRecords that is sent again makes duplicates. Those that
	 * are refused are left alone.
	 * @return a builder
	 */
	public static Builder loseAnswers() {
		return new Builder(FaultKind.LOSE_ANSWERS);
	}

	/**
	 * Delivers the last records that a reader had already once again, before those that
	 * it has not had. A reader who has had none yet is left alone, and so is one for whom
	 * there is nothing new.
	 * @param records how many at most, 10,000 at most; fewer where a new one would find
	 * no room beside them
	 * @return a builder
	 */
	public static Builder repeatRecords(int records) {
		if (records < 1 || records > MAX_REPEATED) {
			throw new IllegalArgumentException(
					"'records' must be between 1 and " + MAX_REPEATED + " but was " + records);
		}
		Builder builder = new Builder(FaultKind.REPEAT_RECORDS);
		builder.records = records;
		return builder;
	}

	/**
	 * Takes all shard iterators that were made before the fault is added as expired.
	 * @return a builder
	 */
	public static Builder expireIterators() {
		return new Builder(FaultKind.EXPIRE_ITERATORS);
	}

	/**
	 * Ends the subscriptions that are open when the fault is added, and those that begin
	 * later as soon as they begin.
	 * @return a builder
	 */
	public static Builder endSubscriptions() {
		return new Builder(FaultKind.END_SUBSCRIPTIONS);
	}

	public FaultKind kind() {
		return this.kind;
	}

	double share() {
		return this.share;
	}

	/**
	 * How often it may strike.
	 * @return how often, {@link Integer#MAX_VALUE} if there is no limit
	 */
	int times() {
		return this.times;
	}

	@Nullable AwsError error() {
		return this.error;
	}

	Duration minDelay() {
		return this.minDelay;
	}

	Duration maxDelay() {
		return this.maxDelay;
	}

	int records() {
		return this.records;
	}

	boolean concerns(String calledAction, @Nullable String namedStream) {
		return this.kind.actions().contains(calledAction) && (this.action == null || this.action.equals(calledAction))
				&& (this.stream == null || this.stream.equals(namedStream));
	}

	void writeTo(AnswerWriter out) {
		out.text("kind", this.kind.toString()).text("stream", this.stream).text("action", this.action);
		out.decimal("share", this.share);
		if (this.times != Integer.MAX_VALUE) {
			out.number("times", this.times);
		}
		if (this.error != null) {
			out.text("code", this.error.type());
			out.number("status", this.error.status());
			out.text("message", this.error.getMessage());
		}
		if (this.kind == FaultKind.DELAY_ANSWERS) {
			out.number("minMillis", this.minDelay.toMillis()).number("maxMillis", this.maxDelay.toMillis());
		}
		if (this.kind == FaultKind.REPEAT_RECORDS) {
			out.number("records", this.records);
		}
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.kind.toString());
		if (this.error != null) {
			text.append(" with ").append(this.error.status()).append(' ').append(this.error.type());
		}
		if (this.kind == FaultKind.DELAY_ANSWERS) {
			text.append(" by ").append(this.minDelay).append(" to ").append(this.maxDelay);
		}
		if (this.kind == FaultKind.REPEAT_RECORDS) {
			text.append(", ").append(this.records);
		}
		text.append((this.action != null) ? ", action " + this.action : "");
		text.append((this.stream != null) ? ", stream '" + this.stream + "'" : "");
		text.append((this.share < 1) ? ", share " + this.share : "");
		text.append((this.times < Integer.MAX_VALUE) ? ", " + this.times + " times" : "");
		return text.toString();
	}

	/**
	 * Collects what limits a fault. Confined to one thread.
	 */
	public static final class Builder {

		private final FaultKind kind;

		private @Nullable String stream;

		private @Nullable String action;

		private double share = 1;

		private int times = Integer.MAX_VALUE;

		private @Nullable AwsError error;

		private Duration minDelay = Duration.ZERO;

		private Duration maxDelay = Duration.ZERO;

		private int records;

		private Builder(FaultKind kind) {
			this.kind = kind;
		}

		/**
		 * Limits it to calls that concern one stream, by its name, its ARN, an iterator
		 * or a consumer.
		 * @param name the stream's name
		 * @return this builder
		 */
		public Builder stream(String name) {
			this.stream = name;
			return this;
		}

		/**
		 * Limits it to one action.
		 * @param name the action's name, such as {@code PutRecords}
		 * @return this builder
		 */
		public Builder action(String name) {
			if (!this.kind.actions().contains(name)) {
				throw new IllegalArgumentException("'action' of " + this.kind + " must be one of "
						+ new TreeSet<>(this.kind.actions()) + " but was '" + name + "'");
			}
			this.action = name;
			return this;
		}

		/**
		 * Limits it to a share of the calls, or records, drawn by the endpoint's seed.
		 * @param share more than 0, and 1 at most
		 * @return this builder
		 */
		public Builder share(double share) {
			if (!(share > 0 && share <= 1)) {
				throw new IllegalArgumentException("'share' must be more than 0 and at most 1 but was " + share);
			}
			this.share = share;
			return this;
		}

		/**
		 * Limits how often it strikes.
		 * @param times at least 1
		 * @return this builder
		 */
		public Builder times(int times) {
			if (times < 1) {
				throw new IllegalArgumentException("'times' must be at least 1 but was " + times);
			}
			this.times = times;
			return this;
		}

		public Fault build() {
			return new Fault(this);
		}

	}

}
