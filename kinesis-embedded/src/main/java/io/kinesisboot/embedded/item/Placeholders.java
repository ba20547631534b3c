package io.kinesisboot.embedded.item;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code #names} and {@code :values} in the expressions of a call stand for.
 * Remembers which of them were used. Confined to the call.
 *
 * @since 0.1.0
 */
public final class Placeholders {

	private static final String NAMES = "ExpressionAttributeNames";

	private static final String VALUES = "ExpressionAttributeValues";

	private final Map<String, String> names = new HashMap<>();

	private final Map<String, Value> values = new HashMap<>();

	private final Set<String> unused = new TreeSet<>();

	private Placeholders() {
	}

	/**
	 * Reads the placeholders of a call.
	 * @param request the call
	 * @return its placeholders
	 */
	public static Placeholders of(RequestBody request) {
		Placeholders placeholders = new Placeholders();
		members(request, NAMES, "#").forEach((name, tree) -> placeholders.names.put(name, text(tree)));
		members(request, VALUES, ":").forEach((name, tree) -> placeholders.values.put(name, value(name, tree)));
		placeholders.unused.addAll(placeholders.names.keySet());
		placeholders.unused.addAll(placeholders.values.keySet());
		return placeholders;
	}

	private static Map<String, @Nullable Object> members(RequestBody request, String member, String prefix) {
		RequestBody object = request.object(member);
		if (object == null) {
			return Map.of();
		}
		Map<String, @Nullable Object> members = object.members();
		if (members.isEmpty()) {
			throw LeaseErrors.validation(member + " must not be empty");
		}
		for (String name : members.keySet()) {
			if (!name.startsWith(prefix)) {
				throw LeaseErrors.validation(member + " contains invalid key: Syntax error; key: \"" + name + "\"");
			}
		}
		return members;
	}

	private static String text(@Nullable Object tree) {
		if (tree instanceof String text) {
			return text;
		}
		throw AwsError.serialization("'" + NAMES + "' has the wrong type");
	}

	private static Value value(String name, @Nullable Object tree) {
		try {
			return ValueReader.value(tree);
		}
		catch (AwsError ex) {
			throw AwsError.badRequest(ex.type(),
					VALUES + " contains invalid value: " + ex.getMessage() + " for key " + name);
		}
	}

	@Nullable String name(String placeholder) {
		this.unused.remove(placeholder);
		return this.names.get(placeholder);
	}

	@Nullable Value value(String placeholder) {
		this.unused.remove(placeholder);
		return this.values.get(placeholder);
	}

	/**
	 * Refuses the call if a placeholder was never used.
	 */
	public void requireAllUsed() {
		requireAllUsed(NAMES, this.names.keySet());
		requireAllUsed(VALUES, this.values.keySet());
	}

	private void requireAllUsed(String member, Set<String> defined) {
		Set<String> keys = new TreeSet<>(this.unused);
		keys.retainAll(defined);
		if (!keys.isEmpty()) {
			throw LeaseErrors.validation(
					"Value provided in " + member + " unused in expressions: keys: {" + String.join(", ", keys) + "}");
		}
	}

}
