package io.kinesisboot.embedded.lease;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.DocumentPath;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A global secondary index. Guarded by the table's lock.
 */
final class SecondaryIndex {

	private final String name;

	private final ItemIndex items;

	private final Map<String, @Nullable Object> projection;

	private final TableSettings.Capacity capacity;

	private SecondaryIndex(String name, ItemIndex items, Map<String, @Nullable Object> projection,
			TableSettings.Capacity capacity) {
		this.name = name;
		this.items = items;
		this.projection = projection;
		this.capacity = capacity;
	}

	/**
	 * Creates an empty index.
	 * @param request what the call says about the index
	 * @param tableKey the key of the table
	 * @return the index
	 */
	static SecondaryIndex of(RequestBody request, KeySchema tableKey) {
		String name = Parameters.text(request, "IndexName");
		RequestBody projection = Parameters.object(request, "Projection");
		KeySchema keySchema = KeySchema.of(request);
		ItemIndex items = new ItemIndex(keySchema, tableKey, selection(projection, keySchema, tableKey));
		return new SecondaryIndex(name, items, projection.members(), TableSettings.Capacity.of(request));
	}

	private static AttributeSelection selection(RequestBody projection, KeySchema keySchema, KeySchema tableKey) {
		String type = projection.text("ProjectionType");
		if ("ALL".equals(type)) {
			return AttributeSelection.ALL;
		}
		if (!"KEYS_ONLY".equals(type) && !"INCLUDE".equals(type)) {
			throw LeaseErrors.invalidParameter("Unknown ProjectionType: " + type);
		}
		Set<String> attributes = new LinkedHashSet<>(keySchema.attributes());
		attributes.addAll(tableKey.attributes());
		List<String> included = projection.texts("NonKeyAttributes");
		if (included != null) {
			attributes.addAll(included);
		}
		return AttributeSelection.of(attributes.stream().map(DocumentPath::of).toList());
	}

	String name() {
		return this.name;
	}

	ItemIndex items() {
		return this.items;
	}

	boolean projectsAll() {
		return "ALL".equals(this.projection.get("ProjectionType"));
	}

	void describe(AnswerWriter out, String tableArn) {
		out.text("IndexName", this.name)
			.tree("KeySchema", this.items.keySchema().tree())
			.tree("Projection", this.projection)
			.text("IndexStatus", "ACTIVE")
			.tree("ProvisionedThroughput", this.capacity.tree())
			.number("IndexSizeBytes", this.items.sizeBytes())
			.number("ItemCount", this.items.size())
			.text("IndexArn", tableArn + "/index/" + this.name);
	}

}
