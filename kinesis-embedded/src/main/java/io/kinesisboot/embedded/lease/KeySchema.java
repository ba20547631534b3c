package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that make up the key of a table or an index. Immutable.
 *
 * @param hash the partition key
 * @param range the sort key, or null if there is none
 */
record KeySchema(String hash, @Nullable String range) {

	/**
	 * Reads a key schema.
	 * @param request where it stands
	 * @return the key schema
	 */
	static KeySchema of(RequestBody request) {
		List<RequestBody> elements = Parameters.objects(request, "KeySchema");
		String hash = attribute(elements, 0, "HASH");
		if (hash == null || elements.size() > 2
				|| (elements.size() == 2) != (attribute(elements, 1, "RANGE") != null)) {
			throw LeaseErrors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
					+ " or the second is not a RANGE key type");
		}
		return new KeySchema(hash, attribute(elements, 1, "RANGE"));
	}

	private static @Nullable String attribute(List<RequestBody> elements, int position, String type) {
		return Optional.of(elements)
			.filter((list) -> list.size() > position)
			.map((list) -> list.get(position))
			.filter((element) -> type.equals(element.text("KeyType")))
			.map((element) -> element.text("AttributeName"))
			.orElse(null);
	}

	List<String> attributes() {
		return (this.range != null) ? List.of(this.hash, this.range) : List.of(this.hash);
	}

	List<Map<String, String>> tree() {
		List<Map<String, String>> elements = new ArrayList<>();
		elements.add(element(this.hash, "HASH"));
		if (this.range != null) {
			elements.add(element(this.range, "RANGE"));
		}
		return elements;
	}

	private static Map<String, String> element(String attribute, String type) {
		Map<String, String> element = new LinkedHashMap<>();
		element.put("AttributeName", attribute);
		element.put("KeyType", type);
		return element;
	}

	/**
	 * Takes the key out of an item.
	 * @param item the item
	 * @return its key, or null if the item has no whole key
	 */
	@Nullable List<Value.Scalar> keyOf(Value.Document item) {
		List<Value.Scalar> key = new ArrayList<>();
		for (String attribute : attributes()) {
			if (!(item.get(attribute) instanceof Value.Scalar scalar)) {
				return null;
			}
			key.add(scalar);
		}
		return key;
	}

}
