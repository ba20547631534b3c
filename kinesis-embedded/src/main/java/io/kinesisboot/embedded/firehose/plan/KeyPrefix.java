package io.kinesisboot.embedded.firehose.plan;

import java.security.SecureRandom;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the keys of objects begin with: text with expressions that are evaluated anew for
 * each object. Immutable.
 *
 * @since 0.1.0
 */
public final class KeyPrefix {

	private static final Pattern EXPRESSION = Pattern.compile("!\\{([^:}]*):([^}]*)}");

	private static final String DEFAULT_TIMESTAMP = "!{timestamp:yyyy/MM/dd/HH/}";

	private static final int RANDOM_LENGTH = 11;

	private static final int RADIX = 36;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final List<Part> parts;

	private KeyPrefix(List<Part> parts) {
		this.parts = parts;
	}

	/**
	 * Reads a prefix.
	 * @param text the prefix; the time in the form {@code yyyy/MM/dd/HH/} is appended to
	 * one that does not say where it stands
	 * @return the prefix
	 * @throws IllegalArgumentException if it has an expression that there is not
	 */
	public static KeyPrefix parse(String text) {
		KeyPrefix prefix = new KeyPrefix(partsOf(text));
		if (prefix.has(Kind.TIMESTAMP)) {
			return prefix;
		}
		return new KeyPrefix(partsOf(text + DEFAULT_TIMESTAMP));
	}

	private static List<Part> partsOf(String text) {
		List<Part> parts = new ArrayList<>();
		Matcher matcher = EXPRESSION.matcher(text);
		int end = 0;
		while (matcher.find()) {
			parts.add(literal(text.substring(end, matcher.start())));
			parts.add(expression(kindOf(matcher), matcher.group(2)));
			end = matcher.end();
		}
		parts.add(literal(text.substring(end)));
		return List.copyOf(parts);
	}

	private static Part literal(String text) {
		if (text.contains("!{")) {
			throw new IllegalArgumentException("The expression '" + text.substring(text.indexOf("!{"))
					+ "' must have the form !{namespace:value}");
		}
		return new Part(Kind.LITERAL, text);
	}

	private static Part expression(Kind kind, String argument) {
		if (kind == Kind.TIMESTAMP) {
			// What it cannot write is refused when it is read
			DateTimeFormatter unused = DateTimeFormatter.ofPattern(argument);
		}
		return new Part(kind, argument);
	}

	private static Kind kindOf(Matcher expression) {
		return switch (expression.group(1)) {
			case "timestamp" -> Kind.TIMESTAMP;
			case "partitionKeyFromLambda" -> Kind.LAMBDA_KEY;
			case "partitionKeyFromQuery" -> Kind.QUERY_KEY;
			case "firehose" -> switch (expression.group(2)) {
				case "random-string" -> Kind.RANDOM;
				case "error-output-type" -> Kind.ERROR_TYPE;
				default -> throw unknown(expression);
			};
			default -> throw unknown(expression);
		};
	}

	private static IllegalArgumentException unknown(Matcher expression) {
		return new IllegalArgumentException("There is no expression " + expression.group());
	}

	/**
	 * Whether it has an expression that only the prefix of errors may have, and must.
	 * @return whether it tells kinds of errors apart
	 */
	boolean hasErrorType() {
		return has(Kind.ERROR_TYPE);
	}

	/**
	 * Whether it has an expression that only the prefix of objects may have.
	 * @return whether it has partition keys
	 */
	boolean hasPartitionKeys() {
		return has(Kind.LAMBDA_KEY) || has(Kind.QUERY_KEY);
	}

	private boolean has(Kind kind) {
		return this.parts.stream().anyMatch((part) -> part.kind() == kind);
	}

	/**
	 * The partition keys that a function has to give to each record.
	 * @return their names
	 */
	public Set<String> lambdaKeys() {
		return arguments(Kind.LAMBDA_KEY);
	}

	/**
	 * The partition keys that a query has to find in each record.
	 * @return their names
	 */
	public Set<String> queryKeys() {
		return arguments(Kind.QUERY_KEY);
	}

	private Set<String> arguments(Kind kind) {
		return this.parts.stream()
			.filter((part) -> part.kind() == kind)
			.map(Part::argument)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Evaluates it.
	 * @param time when the oldest record of the object arrived
	 * @param partition the object's partition keys
	 * @param errorType what went wrong with its records, empty if nothing did
	 * @return what the object's key begins with
	 */
	public String evaluate(ZonedDateTime time, PartitionKeys partition, String errorType) {
		return this.parts.stream().map((part) -> switch (part.kind()) {
			case LITERAL -> part.argument();
			case TIMESTAMP -> DateTimeFormatter.ofPattern(part.argument()).format(time);
			case RANDOM -> randomString();
			case ERROR_TYPE -> errorType;
			case LAMBDA_KEY -> value(partition.ofLambda(), part);
			case QUERY_KEY -> value(partition.ofQuery(), part);
		}).collect(Collectors.joining());
	}

	private static String value(Map<String, String> keys, Part part) {
		return keys.getOrDefault(part.argument(), "");
	}

	private static String randomString() {
		StringBuilder text = new StringBuilder(RANDOM_LENGTH);
		for (int i = 0; i < RANDOM_LENGTH; i++) {
			text.append(Character.forDigit(RANDOM.nextInt(RADIX), RADIX));
		}
		return text.toString();
	}

	private enum Kind {

		LITERAL, TIMESTAMP, RANDOM, ERROR_TYPE, LAMBDA_KEY, QUERY_KEY

	}

	private record Part(Kind kind, String argument) {

	}

}
