package io.kinesisboot.embedded.item;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression that has a value. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Operand {

	/**
	 * The value that the part has for an item.
	 * @param item the item
	 * @return the value, or null if there is none
	 */
	@Nullable Value in(Value.Document item);

	/**
	 * The value that an update cannot do without.
	 * @param item the item
	 * @return the value
	 */
	default Value required(Value.Document item) {
		Value value = in(item);
		if (value == null) {
			throw LeaseErrors
				.validation("The provided expression refers to an attribute that does not exist in the item");
		}
		return value;
	}

	static AwsError wrongType() {
		return LeaseErrors.validation("An operand in the update expression has an incorrect data type");
	}

	/**
	 * What stands in the item.
	 *
	 * @param path where
	 */
	record Attribute(DocumentPath path) implements Operand {

		@Override
		public @Nullable Value in(Value.Document item) {
			return this.path.in(item);
		}

	}

	/**
	 * What the call brought along.
	 *
	 * @param value the value
	 */
	record Constant(Value value) implements Operand {

		@Override
		public Value in(Value.Document item) {
			return this.value;
		}

	}

	/**
	 * Function {@code size}.
	 *
	 * @param operand what is measured
	 */
	record Size(Operand operand) implements Operand {

		@Override
		public @Nullable Value in(Value.Document item) {
			int size = size(this.operand.in(item));
			return (size >= 0) ? new Value.Decimal(BigDecimal.valueOf(size)) : null;
		}

		private static int size(@Nullable Value value) {
			if (value instanceof Value.Text text) {
				return text.content().length();
			}
			if (value instanceof Value.Binary binary) {
				return binary.bytes().remaining();
			}
			if (value instanceof Value.ScalarSet set) {
				return set.elements().size();
			}
			if (value instanceof Value.Sequence list) {
				return list.elements().size();
			}
			return (value instanceof Value.Document map) ? map.members().size() : -1;
		}

	}

	/**
	 * Operators {@code +} and {@code -} of an update.
	 *
	 * @param left a number
	 * @param right a number
	 * @param negated whether the right one is subtracted
	 */
	record Sum(Operand left, Operand right, boolean negated) implements Operand {

		@Override
		public Value in(Value.Document item) {
			if (this.left.required(item) instanceof Value.Decimal one
					&& this.right.required(item) instanceof Value.Decimal two) {
				return one.plus(this.negated ? two.number().negate() : two.number());
			}
			throw wrongType();
		}

	}

	/**
	 * Function {@code if_not_exists}.
	 *
	 * @param path where to look first
	 * @param otherwise what to take if nothing is there
	 */
	record Fallback(DocumentPath path, Operand otherwise) implements Operand {

		@Override
		public @Nullable Value in(Value.Document item) {
			Value value = this.path.in(item);
			return (value != null) ? value : this.otherwise.in(item);
		}

	}

	/**
	 * Function {@code list_append}.
	 *
	 * @param first a list
	 * @param second a list
	 */
	record Concatenation(Operand first, Operand second) implements Operand {

		@Override
		public Value in(Value.Document item) {
			if (this.first.required(item) instanceof Value.Sequence one
					&& this.second.required(item) instanceof Value.Sequence two) {
				List<Value> elements = new ArrayList<>(one.elements());
				elements.addAll(two.elements());
				return new Value.Sequence(elements);
			}
			throw wrongType();
		}

	}

}
