package io.kinesisboot.embedded.lease;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A table. Everything but its name is guarded by its lock: callers hold it while they use
 * the table.
 */
final class LeaseTable {

	private static final int MAX_ITEM_BYTES = 400 * 1024;

	private static final int MAX_ITEM_DEPTH = 32;

	private final ReentrantLock lock = new ReentrantLock();

	private final String name;

	private final String arn;

	private final String id = UUID.randomUUID().toString();

	private final Instant created;

	private final ItemIndex items;

	private final Map<String, SecondaryIndex> indexes = new LinkedHashMap<>();

	private final Map<String, String> tags = new TreeMap<>();

	private AttributeTypes types;

	private TableSettings settings;

	private boolean recoverable;

	/**
	 * Creates a table.
	 * @param name its name
	 * @param arn its address
	 * @param created the time
	 * @param request the {@code CreateTable} call
	 */
	LeaseTable(String name, String arn, Instant created, RequestBody request) {
		this.name = name;
		this.arn = arn;
		this.created = created;
		this.settings = TableSettings.of(request);
		KeySchema keySchema = KeySchema.of(request);
		this.items = new ItemIndex(keySchema, keySchema, AttributeSelection.ALL);
		this.types = AttributeTypes.NONE.with(request);
		this.types.requireDefined(keySchema);
		for (RequestBody index : Parameters.optionalObjects(request, "GlobalSecondaryIndexes")) {
			addIndex(index, this.types);
		}
		this.types.requireNoOthersThan(keyAttributes());
		tag(request);
	}

	private Set<String> keyAttributes() {
		Set<String> attributes = new LinkedHashSet<>(keySchema().attributes());
		this.indexes.values().forEach((index) -> attributes.addAll(index.items().keySchema().attributes()));
		return attributes;
	}

	String name() {
		return this.name;
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	/**
	 * Does something while no one else uses the table.
	 * @param <T> what comes out of it
	 * @param action what to do; short, since others wait for it
	 * @return what came out of it
	 */
	<T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	void locked(Runnable action) {
		locked(() -> {
			action.run();
			return this;
		});
	}

	KeySchema keySchema() {
		return this.items.keySchema();
	}

	TableSettings settings() {
		return this.settings;
	}

	boolean recoverable() {
		return this.recoverable;
	}

	void recoverable(boolean recoverable) {
		this.recoverable = recoverable;
	}

	Map<String, String> tags() {
		return this.tags;
	}

	void tag(RequestBody request) {
		for (RequestBody tag : Parameters.optionalObjects(request, "Tags")) {
			this.tags.put(Parameters.text(tag, "Key"), Parameters.text(tag, "Value"));
		}
	}

	/**
	 * Changes the table as an {@code UpdateTable} call says.
	 * @param request the call
	 */
	void update(RequestBody request) {
		TableSettings changed = this.settings.with(request);
		AttributeTypes merged = this.types.with(request);
		for (RequestBody update : Parameters.optionalObjects(request, "GlobalSecondaryIndexUpdates")) {
			updateIndex(update, merged);
		}
		this.settings = changed;
		this.types = merged;
	}

	private void updateIndex(RequestBody update, AttributeTypes merged) {
		RequestBody creation = update.object("Create");
		RequestBody deletion = update.object("Delete");
		if (creation != null) {
			SecondaryIndex index = addIndex(creation, merged);
			this.items.after(null).forEach((item) -> index.items().replace(null, item));
		}
		if (deletion != null && this.indexes.remove(deletion.text("IndexName")) == null) {
			throw LeaseErrors.resourceNotFound("Requested resource not found");
		}
	}

	private SecondaryIndex addIndex(RequestBody request, AttributeTypes defined) {
		SecondaryIndex index = SecondaryIndex.of(request, keySchema());
		defined.requireDefined(index.items().keySchema());
		if (this.indexes.containsKey(index.name())) {
			throw LeaseErrors.validation("Attempting to create an index which already exists");
		}
		this.indexes.put(index.name(), index);
		return index;
	}

	/**
	 * The items in the order of a key.
	 * @param index the name of an index, or null for the table itself
	 * @return the items
	 */
	ItemIndex items(@Nullable String index) {
		return (index != null) ? index(index).items() : this.items;
	}

	SecondaryIndex index(String name) {
		SecondaryIndex index = this.indexes.get(name);
		if (index == null) {
			throw LeaseErrors.validation("The table does not have the specified index: " + name);
		}
		return index;
	}

	List<Value.Scalar> keyOfItem(Value.Document item) {
		return this.types.keyOfItem(keySchema(), item);
	}

	List<Value.Scalar> keyOf(Value.Document parameter) {
		return this.types.keyOf(keySchema(), parameter);
	}

	AttributeTypes types() {
		return this.types;
	}

	/**
	 * Refuses an item that is too large, or does not fit into the indexes.
	 * @param item the item
	 */
	void requireStorable(Value.Document item) {
		if (item.itemBytes() > MAX_ITEM_BYTES) {
			throw LeaseErrors.validation("Item size has exceeded the maximum allowed size");
		}
		if (item.depth() > MAX_ITEM_DEPTH) {
			throw LeaseErrors.validation("Nesting Levels have exceeded supported limits: Attributes in the item have"
					+ " nested levels beyond supported limit");
		}
		this.indexes.values().forEach((index) -> this.types.requireIndexable(index, item));
	}

	void replace(Value.@Nullable Document before, Value.@Nullable Document after) {
		this.items.replace(before, after);
		this.indexes.values().forEach((index) -> index.items().replace(before, after));
	}

	/**
	 * Writes what the service tells about a table.
	 * @param out where to write
	 * @param status the table's status
	 */
	void describe(AnswerWriter out, String status) {
		out.text("TableName", this.name)
			.text("TableArn", this.arn)
			.text("TableId", this.id)
			.text("TableStatus", status)
			.instant("CreationDateTime", this.created)
			.tree("KeySchema", keySchema().tree())
			.number("TableSizeBytes", this.items.sizeBytes())
			.number("ItemCount", this.items.size());
		this.types.describe(out);
		this.settings.describe(out);
		if (!this.indexes.isEmpty()) {
			out.objects("GlobalSecondaryIndexes", this.indexes.values(),
					(description, index) -> index.describe(description, this.arn));
		}
	}

}
