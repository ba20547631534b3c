package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.DocumentPath;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Value;
import org.jspecify.annotations.Nullable;

/**
 * The items of a table in the order of one key: the table's own, or that of a secondary
 * index, in which items without that key are left out. Guarded by the table's lock.
 */
final class ItemIndex {

	private final KeySchema keySchema;

	private final KeySchema tableKey;

	private final AttributeSelection projection;

	/** The items by their key in this index, made unique by their key in the table. */
	private final NavigableMap<List<Value.Scalar>, Value.Document> items = new TreeMap<>(ItemIndex::compare);

	ItemIndex(KeySchema keySchema, KeySchema tableKey, AttributeSelection projection) {
		this.keySchema = keySchema;
		this.tableKey = tableKey;
		this.projection = projection;
	}

	private static int compare(List<Value.Scalar> left, List<Value.Scalar> right) {
		int shared = Math.min(left.size(), right.size());
		for (int i = 0; i < shared; i++) {
			int order = Value.Scalar.ORDER.compare(left.get(i), right.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(left.size(), right.size());
	}

	KeySchema keySchema() {
		return this.keySchema;
	}

	Value.@Nullable Document get(List<Value.Scalar> key) {
		return this.items.get(key);
	}

	void replace(Value.@Nullable Document before, Value.@Nullable Document after) {
		List<Value.Scalar> old = (before != null) ? placeOf(before) : null;
		if (old != null) {
			this.items.remove(old);
		}
		List<Value.Scalar> place = (after != null) ? placeOf(after) : null;
		if (place != null && after != null) {
			this.items.put(place, this.projection.of(after));
		}
	}

	private @Nullable List<Value.Scalar> placeOf(Value.Document item) {
		List<Value.Scalar> key = this.keySchema.keyOf(item);
		List<Value.Scalar> unique = this.tableKey.keyOf(item);
		if (key == null || unique == null || this.keySchema.equals(this.tableKey)) {
			return key;
		}
		List<Value.Scalar> place = new ArrayList<>(key);
		place.addAll(unique);
		return place;
	}

	/**
	 * Lists items in the order of the key.
	 * @param start what the first item must come after, or null to begin with the first
	 * @return the items
	 */
	Collection<Value.Document> after(Value.@Nullable Document start) {
		return (start != null) ? this.items.tailMap(requirePlace(start), /* inclusive= */ false).values()
				: this.items.values();
	}

	/**
	 * Lists the items of a partition.
	 * @param hash the partition key
	 * @param start what the first item must come after, or null to begin with the first
	 * @param forward whether in the order of the sort key, not against it
	 * @return the items
	 */
	List<Value.Document> partition(Value.Scalar hash, Value.@Nullable Document start, boolean forward) {
		List<Value.Scalar> excluded = (start != null) ? requirePlace(start) : null;
		List<Value.Document> partition = new ArrayList<>();
		for (Map.Entry<List<Value.Scalar>, Value.Document> entry : this.items.tailMap(List.of(hash)).entrySet()) {
			if (!entry.getKey().get(0).equals(hash)) {
				break;
			}
			if (excluded == null || isBeyond(entry.getKey(), excluded, forward)) {
				partition.add(entry.getValue());
			}
		}
		if (!forward) {
			Collections.reverse(partition);
		}
		return partition;
	}

	private static boolean isBeyond(List<Value.Scalar> place, List<Value.Scalar> excluded, boolean forward) {
		int order = compare(place, excluded);
		return forward ? order > 0 : order < 0;
	}

	private List<Value.Scalar> requirePlace(Value.Document start) {
		List<Value.Scalar> place = placeOf(start);
		if (place == null || !start.equals(keyIn(start))) {
			throw LeaseErrors.validation("The provided starting key is invalid");
		}
		return place;
	}

	/**
	 * Takes out of an item what the next page must begin after.
	 * @param item the item
	 * @return its attributes that are part of this index's key or of the table's key
	 */
	Value.Document keyIn(Value.Document item) {
		Stream<String> attributes = Stream.concat(this.keySchema.attributes().stream(),
				this.tableKey.attributes().stream());
		return AttributeSelection.of(attributes.map(DocumentPath::of).toList()).of(item);
	}

	int size() {
		return this.items.size();
	}

	long sizeBytes() {
		return this.items.values().stream().mapToLong(Value.Document::itemBytes).sum();
	}

}
