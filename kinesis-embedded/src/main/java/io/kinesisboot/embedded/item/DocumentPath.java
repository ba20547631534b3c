package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The way to a value inside of an item, such as {@code a.b[0]}. Immutable.
 *
 * @param steps at least one; the first is a member of the item
 * @since 0.1.0
 */
public record DocumentPath(List<Step> steps) implements Comparable<DocumentPath> {

	public DocumentPath {
		steps = List.copyOf(steps);
	}

	public static DocumentPath of(String attribute) {
		return new DocumentPath(List.of(new Member(attribute)));
	}

	/**
	 * The attribute of the item where the way begins.
	 * @return its name
	 */
	public String attribute() {
		return ((Member) this.steps.get(0)).name();
	}

	public boolean isAttribute(String name) {
		return this.steps.size() == 1 && attribute().equals(name);
	}

	/**
	 * Finds the value.
	 * @param item the item
	 * @return the value, or null if the way does not lead to one
	 */
	@Nullable Value in(Value.Document item) {
		Value value = item;
		for (Step step : this.steps) {
			value = (value != null) ? step.in(value) : null;
		}
		return value;
	}

	/**
	 * Sets the value.
	 * @param item the item
	 * @param value the new value
	 * @return the changed item
	 */
	Value.Document set(Value.Document item, Value value) {
		return (Value.Document) set(item, 0, value);
	}

	private Value set(@Nullable Value container, int position, Value value) {
		if (position == this.steps.size()) {
			return value;
		}
		Step step = this.steps.get(position);
		Value parent = requireContainer(step, container);
		return step.set(parent, set(step.in(parent), position + 1, value));
	}

	/**
	 * Removes the value.
	 * @param item the item
	 * @return the changed item
	 */
	Value.Document remove(Value.Document item) {
		return (Value.Document) remove(item, 0);
	}

	private Value remove(@Nullable Value container, int position) {
		Step step = this.steps.get(position);
		Value parent = requireContainer(step, container);
		if (position == this.steps.size() - 1) {
			return step.remove(parent);
		}
		return step.set(parent, remove(step.in(parent), position + 1));
	}

	private static Value requireContainer(Step step, @Nullable Value container) {
		if (container == null || !step.fits(container)) {
			throw LeaseErrors.validation("The document path provided in the update expression is invalid for update");
		}
		return container;
	}

	/**
	 * Whether one of two ways leads through the end of the other.
	 * @param other the other way
	 * @return whether both begin with the same steps up to the end of the shorter
	 */
	boolean overlaps(DocumentPath other) {
		int shared = Math.min(this.steps.size(), other.steps.size());
		return this.steps.subList(0, shared).equals(other.steps.subList(0, shared));
	}

	@Override
	public int compareTo(DocumentPath other) {
		int shared = Math.min(this.steps.size(), other.steps.size());
		for (int i = 0; i < shared; i++) {
			int order = this.steps.get(i).compareTo(other.steps.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(this.steps.size(), other.steps.size());
	}

	@Override
	public String toString() {
		return this.steps.toString();
	}

	/**
	 * One step of the way. Elements of a list are ordered by their index. Immutable.
	 */
	sealed interface Step extends Comparable<Step> {

		@Override
		default int compareTo(Step other) {
			if (this instanceof Element one && other instanceof Element two) {
				return Integer.compare(one.index(), two.index());
			}
			return toString().compareTo(other.toString());
		}

		boolean fits(Value container);

		@Nullable Value in(Value container);

		Value set(Value container, Value value);

		Value remove(Value container);

	}

	/**
	 * A step into a map.
	 *
	 * @param name the member's name
	 */
	record Member(String name) implements Step {

		@Override
		public boolean fits(Value container) {
			return container instanceof Value.Document;
		}

		@Override
		public @Nullable Value in(Value container) {
			return (container instanceof Value.Document map) ? map.get(this.name) : null;
		}

		@Override
		public Value set(Value container, Value value) {
			Map<String, Value> members = members(container);
			members.put(this.name, value);
			return new Value.Document(members);
		}

		@Override
		public Value remove(Value container) {
			Map<String, Value> members = members(container);
			members.remove(this.name);
			return new Value.Document(members);
		}

		private static Map<String, Value> members(Value container) {
			return new LinkedHashMap<>(((Value.Document) container).members());
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * A step into a list.
	 *
	 * @param index the element's position, from 0
	 */
	record Element(int index) implements Step {

		@Override
		public boolean fits(Value container) {
			return container instanceof Value.Sequence;
		}

		@Override
		public @Nullable Value in(Value container) {
			if (container instanceof Value.Sequence list && this.index < list.elements().size()) {
				return list.elements().get(this.index);
			}
			return null;
		}

		@Override
		public Value set(Value container, Value value) {
			List<Value> elements = elements(container);
			if (this.index < elements.size()) {
				elements.set(this.index, value);
			}
			else {
				elements.add(value);
			}
			return new Value.Sequence(elements);
		}

		@Override
		public Value remove(Value container) {
			List<Value> elements = elements(container);
			if (this.index < elements.size()) {
				elements.remove(this.index);
			}
			return new Value.Sequence(elements);
		}

		private static List<Value> elements(Value container) {
			return new ArrayList<>(((Value.Sequence) container).elements());
		}

		@Override
		public String toString() {
			return "[" + this.index + "]";
		}

	}

}
