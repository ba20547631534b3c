package io.kinesisboot.embedded.item;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from the tree of a call's parameters, whose depth the wire format has
 * bounded. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ValueReader {

	/** Reading a number takes time that grows with the square of its length. */
	private static final int MAX_NUMBER_LENGTH = 1000;

	private static final int MAX_DIGITS = 38;

	private static final int MIN_EXPONENT = -130;

	private static final int MAX_EXPONENT = 125;

	private ValueReader() {
	}

	/**
	 * Reads an item or a key.
	 * @param request where it stands
	 * @param name the member that holds it
	 * @return the item, or null if absent
	 */
	public static Value.@Nullable Document document(RequestBody request, String name) {
		RequestBody attributes = request.object(name);
		return (attributes != null) ? document(attributes.members()) : null;
	}

	public static Value.Document requiredDocument(RequestBody request, String name) {
		return document(Parameters.object(request, name).members());
	}

	/**
	 * Reads one value.
	 * @param tree an object with one member, whose name is the type
	 * @return the value
	 */
	static Value value(@Nullable Object tree) {
		Map<?, ?> members = tree(tree, Map.class);
		if (members.isEmpty()) {
			throw LeaseErrors
				.validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
		}
		if (members.size() > 1) {
			throw LeaseErrors.validation(
					"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
		}
		Map.Entry<?, ?> member = members.entrySet().iterator().next();
		return value((String) member.getKey(), member.getValue());
	}

	private static Value value(String type, @Nullable Object content) {
		return switch (type) {
			case "S" -> text(content);
			case "N" -> decimal(content);
			case "B" -> binary(content);
			case "BOOL" -> new Value.Truth(tree(content, Boolean.class));
			case "NULL" -> nothing(content);
			case "SS" -> set("string", content, ValueReader::text);
			case "NS" -> set("number", content, ValueReader::decimal);
			case "BS" -> set("binary", content, ValueReader::binary);
			case "L" -> new Value.Sequence(elements(content, ValueReader::value));
			case "M" -> document(tree(content, Map.class));
			default -> throw LeaseErrors
				.validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
		};
	}

	private static Value.Document document(Map<?, ?> attributes) {
		Map<String, Value> members = new LinkedHashMap<>();
		attributes.forEach((name, tree) -> members.put((String) name, value(tree)));
		return new Value.Document(members);
	}

	private static Value.Text text(@Nullable Object content) {
		return new Value.Text(tree(content, String.class));
	}

	private static Value.Decimal decimal(@Nullable Object content) {
		String text = tree(content, String.class);
		if (text.length() > MAX_NUMBER_LENGTH) {
			throw LeaseErrors.validation("The parameter cannot be converted to a numeric value: "
					+ text.substring(0, MAX_NUMBER_LENGTH) + "...");
		}
		try {
			return new Value.Decimal(bounded(new BigDecimal(text)));
		}
		catch (NumberFormatException ex) {
			throw LeaseErrors.validation("The parameter cannot be converted to a numeric value: " + text);
		}
	}

	static BigDecimal bounded(BigDecimal number) {
		BigDecimal stripped = number.stripTrailingZeros();
		if (stripped.precision() > MAX_DIGITS) {
			throw LeaseErrors.validation("Attempting to store more than 38 significant digits in a Number");
		}
		long exponent = (long) stripped.precision() - stripped.scale() - 1;
		if (stripped.signum() != 0 && exponent > MAX_EXPONENT) {
			throw LeaseErrors
				.validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
		}
		if (stripped.signum() != 0 && exponent < MIN_EXPONENT) {
			throw LeaseErrors.validation(
					"Number underflow. Attempting to store a number with magnitude smaller than supported range");
		}
		return stripped;
	}

	private static Value.Binary binary(@Nullable Object content) {
		if (content instanceof byte[] bytes) {
			return new Value.Binary(ByteBuffer.wrap(bytes));
		}
		try {
			return new Value.Binary(ByteBuffer.wrap(Base64.getDecoder().decode(tree(content, String.class))));
		}
		catch (IllegalArgumentException ex) {
			throw AwsError.serialization("Bytes are not base64 text");
		}
	}

	private static Value.Nothing nothing(@Nullable Object content) {
		if (!tree(content, Boolean.class)) {
			throw LeaseErrors.invalidParameter("Null attribute value types must have the value of true");
		}
		return new Value.Nothing();
	}

	private static Value.ScalarSet set(String type, @Nullable Object content,
			Function<@Nullable Object, ? extends Value.Scalar> reader) {
		List<Value.Scalar> elements = elements(content, reader);
		if (elements.isEmpty()) {
			throw LeaseErrors.invalidParameter("An " + type + " set  may not be empty");
		}
		Set<Value.Scalar> distinct = new LinkedHashSet<>(elements);
		if (distinct.size() < elements.size()) {
			throw LeaseErrors.invalidParameter("Input collection " + content + " contains duplicates.");
		}
		return new Value.ScalarSet(distinct);
	}

	private static <T> List<T> elements(@Nullable Object content, Function<@Nullable Object, ? extends T> reader) {
		List<T> elements = new ArrayList<>();
		for (Object element : tree(content, List.class)) {
			elements.add(reader.apply(element));
		}
		return elements;
	}

	private static <T> T tree(@Nullable Object tree, Class<T> type) {
		if (!type.isInstance(tree)) {
			throw AwsError.serialization("An attribute value has the wrong type");
		}
		return type.cast(tree);
	}

}
