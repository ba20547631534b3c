package io.kinesisboot.embedded.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a call. A member that is absent or null reads as null; one of the
 * wrong type is refused with a {@code SerializationException}. Confined to the thread
 * that answers the call.
 *
 * @since 0.1.0
 */
public final class RequestBody {

	/** Beyond any date in seconds or milliseconds, and far from an overflow in both. */
	private static final double MAX_TIMESTAMP = 1e15;

	private final Map<String, @Nullable Object> members;

	private final WireFormat format;

	RequestBody(Map<String, @Nullable Object> members, WireFormat format) {
		this.members = members;
		this.format = format;
	}

	/**
	 * Makes parameters that did not come as they are.
	 * @param members maps, lists, strings, numbers, booleans and nulls
	 * @return the parameters
	 */
	public static RequestBody of(Map<String, @Nullable Object> members) {
		return new RequestBody(members, WireFormat.JSON);
	}

	/**
	 * The members as they came: maps, lists, strings, numbers, booleans, byte arrays (in
	 * CBOR) and nulls.
	 * @return all members
	 */
	public Map<String, @Nullable Object> members() {
		return this.members;
	}

	/**
	 * Reads a string.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable String text(String name) {
		return member(name, String.class);
	}

	/**
	 * Reads a boolean.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable Boolean flag(String name) {
		return member(name, Boolean.class);
	}

	/**
	 * Reads a whole number. As in the services, a fraction is cut off and what does not
	 * fit becomes the nearest that does.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable Integer integer(String name) {
		Number number = member(name, Number.class);
		return (number != null) ? (int) number.doubleValue() : null;
	}

	/**
	 * Reads a timestamp.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable Instant instant(String name) {
		Number number = member(name, Number.class);
		if (number == null) {
			return null;
		}
		if (!(Math.abs(number.doubleValue()) < MAX_TIMESTAMP)) {
			throw AwsError.serialization("'" + name + "' can not be converted to milliseconds since epoch");
		}
		return this.format.toInstant(number);
	}

	/**
	 * Reads bytes.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public byte @Nullable [] bytes(String name) {
		Object value = this.members.get(name);
		if (value instanceof String text) {
			try {
				return Base64.getDecoder().decode(text);
			}
			catch (IllegalArgumentException ex) {
				throw AwsError.serialization("'" + name + "' is not base64 text");
			}
		}
		return member(name, byte[].class);
	}

	/**
	 * Reads a structure.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable RequestBody object(String name) {
		Map<?, ?> map = member(name, Map.class);
		return (map != null) ? wrap(map) : null;
	}

	/**
	 * Reads a list of structures.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable List<RequestBody> objects(String name) {
		List<?> list = member(name, List.class);
		if (list == null) {
			return null;
		}
		List<RequestBody> objects = new ArrayList<>(list.size());
		for (Object element : list) {
			if (!(element instanceof Map<?, ?> map)) {
				throw wrongType(name);
			}
			objects.add(wrap(map));
		}
		return objects;
	}

	/**
	 * Reads a list of strings.
	 * @param name the member
	 * @return its value, or null if absent
	 */
	public @Nullable List<String> texts(String name) {
		List<?> list = member(name, List.class);
		if (list == null) {
			return null;
		}
		List<String> texts = new ArrayList<>(list.size());
		for (Object element : list) {
			if (!(element instanceof String text)) {
				throw wrongType(name);
			}
			texts.add(text);
		}
		return texts;
	}

	/**
	 * Reads a map of strings to strings.
	 * @param name the member
	 * @return its entries in the order in which they came, or null if absent
	 */
	public @Nullable Map<String, String> textMap(String name) {
		Map<?, ?> map = member(name, Map.class);
		if (map == null) {
			return null;
		}
		Map<String, String> texts = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!(entry.getValue() instanceof String text)) {
				throw wrongType(name);
			}
			texts.put((String) entry.getKey(), text);
		}
		return texts;
	}

	@SuppressWarnings("unchecked")
	private RequestBody wrap(Map<?, ?> map) {
		return new RequestBody((Map<String, @Nullable Object>) map, this.format);
	}

	private <T> @Nullable T member(String name, Class<T> type) {
		Object value = this.members.get(name);
		if (value != null && !type.isInstance(value)) {
			throw wrongType(name);
		}
		return type.cast(value);
	}

	private static AwsError wrongType(String name) {
		return AwsError.serialization("'" + name + "' has the wrong type");
	}

}
