package io.kinesisboot.embedded.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * Reads a fault from the members of a JSON object. What is wrong with it is told in one
 * message. Confined to one thread.
 *
 * @since 0.1.0
 */
public final class FaultReader {

	private static final Set<String> COMMON = Set.of("kind", "stream", "action", "share", "times");

	private final Map<String, @Nullable Object> members;

	private FaultReader(Map<String, @Nullable Object> members) {
		this.members = members;
	}

	/**
	 * Reads a fault.
	 * @param members the object's members
	 * @return the fault
	 * @throws AwsError if this is none
	 */
	public static Fault read(Map<String, @Nullable Object> members) {
		try {
			return new FaultReader(members).read();
		}
		catch (IllegalArgumentException ex) {
			throw AwsError.badRequest("InvalidFault", String.valueOf(ex.getMessage()));
		}
	}

	private Fault read() {
		FaultKind kind = kind();
		Set<String> allowed = new TreeSet<>(COMMON);
		allowed.addAll(membersOf(kind));
		for (String name : this.members.keySet()) {
			if (!allowed.contains(name)) {
				throw new IllegalArgumentException(
						"Unknown field '" + name + "': a fault of kind " + kind + " has " + allowed);
			}
		}
		Fault.Builder builder = builder(kind);
		if (has("stream")) {
			builder.stream(text("stream"));
		}
		if (has("action")) {
			builder.action(text("action"));
		}
		if (has("share")) {
			builder.share(number("share").doubleValue());
		}
		if (has("times")) {
			builder.times(whole("times"));
		}
		return builder.build();
	}

	private FaultKind kind() {
		Object text = this.members.get("kind");
		for (FaultKind kind : FaultKind.values()) {
			if (kind.toString().equals(text)) {
				return kind;
			}
		}
		throw new IllegalArgumentException(
				"'kind' must be one of " + Arrays.toString(FaultKind.values()) + " but was " + shown(text));
	}

	private static Set<String> membersOf(FaultKind kind) {
		return switch (kind) {
			case FAIL_CALLS -> Set.of("code", "status", "message");
			case DELAY_ANSWERS -> Set.of("minMillis", "maxMillis");
			case REPEAT_RECORDS -> Set.of("records");
			default -> Set.of();
		};
	}

	private Fault.Builder builder(FaultKind kind) {
		return switch (kind) {
			case THROTTLE_RECORDS -> Fault.throttleRecords();
			case FAIL_CALLS -> failCalls();
			case DELAY_ANSWERS -> delayAnswers();
			case CUT_ANSWERS -> Fault.cutAnswers();
			case LOSE_ANSWERS -> Fault.loseAnswers();
			case REPEAT_RECORDS -> Fault.repeatRecords(whole("records"));
			case EXPIRE_ITERATORS -> Fault.expireIterators();
			case END_SUBSCRIPTIONS -> Fault.endSubscriptions();
		};
	}

	private Fault.Builder failCalls() {
		String code = text("code");
		return Fault.failCalls(has("status") ? whole("status") : Fault.statusOf(code), code,
				has("message") ? text("message") : Fault.MESSAGE);
	}

	private Fault.Builder delayAnswers() {
		int minMillis = whole("minMillis");
		int maxMillis = has("maxMillis") ? whole("maxMillis") : minMillis;
		return Fault.delayAnswers(Duration.ofMillis(minMillis), Duration.ofMillis(maxMillis));
	}

	private boolean has(String name) {
		return this.members.get(name) != null;
	}

	private String text(String name) {
		if (this.members.get(name) instanceof String text) {
			return text;
		}
		throw wrong(name, "text");
	}

	private int whole(String name) {
		if (this.members.get(name) instanceof Integer number) {
			return number;
		}
		throw wrong(name, "a whole number");
	}

	private Number number(String name) {
		if (this.members.get(name) instanceof Number number) {
			return number;
		}
		throw wrong(name, "a number");
	}

	private IllegalArgumentException wrong(String name, String wanted) {
		return new IllegalArgumentException(
				"'" + name + "' must be " + wanted + " but was " + shown(this.members.get(name)));
	}

	private static String shown(@Nullable Object value) {
		return (value instanceof String text) ? "'" + text + "'" : String.valueOf(value);
	}

}
