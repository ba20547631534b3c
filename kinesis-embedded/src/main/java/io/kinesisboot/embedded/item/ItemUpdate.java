package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an update does to an item. Every change sees the item as it was before the update,
 * and positions in lists are those of before the update. Immutable.
 *
 * @param changes the changes, in the order they must be made
 * @since 0.1.0
 */
public record ItemUpdate(List<Change> changes) {

	/** Changes nothing. */
	static final ItemUpdate NONE = new ItemUpdate(List.of());

	public ItemUpdate {
		changes = Stream.concat(additions(changes), removals(changes)).toList();
	}

	private static Stream<Change> additions(List<Change> changes) {
		return changes.stream()
			.filter((change) -> !(change instanceof Removal))
			.sorted(Comparator.comparing(Change::path));
	}

	private static Stream<Change> removals(List<Change> changes) {
		return changes.stream()
			.filter((change) -> change instanceof Removal)
			.sorted(Comparator.comparing(Change::path).reversed());
	}

	public Value.Document applyTo(Value.Document item) {
		Value.Document changed = item;
		for (Change change : this.changes) {
			changed = change.apply(item, changed);
		}
		return changed;
	}

	/**
	 * Refuses to change the key.
	 * @param attributes those that are part of the key
	 */
	public void requireNoKey(Collection<String> attributes) {
		for (Change change : this.changes) {
			String attribute = change.path().attribute();
			if (attributes.contains(attribute)) {
				throw LeaseErrors
					.invalidParameter("Cannot update attribute " + attribute + ". This attribute is part of the key");
			}
		}
	}

	/**
	 * What the update touches.
	 * @return the paths of its changes
	 */
	public AttributeSelection touched() {
		return AttributeSelection.of(this.changes.stream().map(Change::path).toList());
	}

	/**
	 * A change of one value. Immutable.
	 */
	sealed interface Change {

		DocumentPath path();

		/**
		 * Makes the change.
		 * @param original the item as it was before the update
		 * @param item the item with the changes made so far
		 * @return the item with this change
		 */
		Value.Document apply(Value.Document original, Value.Document item);

	}

	/**
	 * Sets a value.
	 *
	 * @param path where
	 * @param operand the value
	 */
	record Assignment(DocumentPath path, Operand operand) implements Change {

		@Override
		public Value.Document apply(Value.Document original, Value.Document item) {
			return this.path.set(item, this.operand.required(original));
		}

	}

	/**
	 * Removes a value.
	 *
	 * @param path where
	 */
	record Removal(DocumentPath path) implements Change {

		@Override
		public Value.Document apply(Value.Document original, Value.Document item) {
			return this.path.remove(item);
		}

	}

	/**
	 * Adds to a number, a set or a list.
	 *
	 * @param path where
	 * @param value what to add
	 */
	record Addition(DocumentPath path, Value value) implements Change {

		@Override
		public Value.Document apply(Value.Document original, Value.Document item) {
			Value before = this.path.in(original);
			return this.path.set(item, (before != null) ? sum(before) : this.value);
		}

		private Value sum(Value before) {
			if (before instanceof Value.Decimal number && this.value instanceof Value.Decimal summand) {
				return number.plus(summand.number());
			}
			if (before instanceof Value.Sequence list && this.value instanceof Value.Sequence tail) {
				List<Value> elements = new ArrayList<>(list.elements());
				elements.addAll(tail.elements());
				return new Value.Sequence(elements);
			}
			if (before instanceof Value.ScalarSet set && this.value instanceof Value.ScalarSet more
					&& set.type().equals(more.type())) {
				Set<Value.Scalar> elements = new LinkedHashSet<>(set.elements());
				elements.addAll(more.elements());
				return new Value.ScalarSet(elements);
			}
			throw Operand.wrongType();
		}

	}

	/**
	 * Takes elements out of a set, and the set away with its last element.
	 *
	 * @param path where
	 * @param value the elements
	 */
	record Subtraction(DocumentPath path, Value.ScalarSet value) implements Change {

		@Override
		public Value.Document apply(Value.Document original, Value.Document item) {
			Value before = this.path.in(original);
			if (before == null) {
				return item;
			}
			if (!(before instanceof Value.ScalarSet set) || !set.type().equals(this.value.type())) {
				throw Operand.wrongType();
			}
			Set<Value.Scalar> elements = new LinkedHashSet<>(set.elements());
			elements.removeAll(this.value.elements());
			return elements.isEmpty() ? this.path.remove(item) : this.path.set(item, new Value.ScalarSet(elements));
		}

	}

}
