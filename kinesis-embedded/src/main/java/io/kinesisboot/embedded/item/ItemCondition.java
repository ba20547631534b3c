package io.kinesisboot.embedded.item;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

/**
 * What an item must be like. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface ItemCondition {

	/** Holds for every item. */
	ItemCondition ALWAYS = new All(List.of());

	/**
	 * Tests an item.
	 * @param item the item; an empty one stands for none
	 * @return whether the condition holds
	 */
	boolean matches(Value.Document item);

	/**
	 * How it is written.
	 * @return the name of its operator or function
	 */
	String sign();

	/**
	 * Operators that compare two operands.
	 */
	enum Operator {

		/** Equal; what is not there equals nothing. */
		EQ("=", (left, right) -> left != null && left.equals(right)),

		/** Not equal. */
		NE("<>", (left, right) -> left == null || !left.equals(right)),

		/** Less. */
		LT("<", (left, right) -> ordered(left, right, (order) -> order < 0)),

		/** Less or equal. */
		LE("<=", (left, right) -> ordered(left, right, (order) -> order <= 0)),

		/** Greater. */
		GT(">", (left, right) -> ordered(left, right, (order) -> order > 0)),

		/** Greater or equal. */
		GE(">=", (left, right) -> ordered(left, right, (order) -> order >= 0));

		private final String sign;

		private final BiPredicate<@Nullable Value, @Nullable Value> test;

		Operator(String sign, BiPredicate<@Nullable Value, @Nullable Value> test) {
			this.sign = sign;
			this.test = test;
		}

		String sign() {
			return this.sign;
		}

		boolean test(@Nullable Value left, @Nullable Value right) {
			return this.test.test(left, right);
		}

		private static boolean ordered(@Nullable Value left, @Nullable Value right, IntPredicate order) {
			return left instanceof Value.Scalar one && right instanceof Value.Scalar two
					&& one.type().equals(two.type()) && order.test(Value.Scalar.ORDER.compare(one, two));
		}

	}

	/**
	 * Operator {@code AND}.
	 *
	 * @param conditions all of these must hold
	 */
	record All(List<ItemCondition> conditions) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			return this.conditions.stream().allMatch((condition) -> condition.matches(item));
		}

		@Override
		public String sign() {
			return "AND";
		}

	}

	/**
	 * Operator {@code OR}.
	 *
	 * @param conditions one of these must hold
	 */
	record Any(List<ItemCondition> conditions) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			return this.conditions.stream().anyMatch((condition) -> condition.matches(item));
		}

		@Override
		public String sign() {
			return "OR";
		}

	}

	/**
	 * Operator {@code NOT}.
	 *
	 * @param condition this must not hold
	 */
	record Not(ItemCondition condition) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			return !this.condition.matches(item);
		}

		@Override
		public String sign() {
			return (this.condition instanceof Exists) ? "attribute_not_exists" : "NOT";
		}

	}

	/**
	 * A comparison.
	 *
	 * @param left what stands before the operator
	 * @param operator the operator
	 * @param right what stands behind the operator
	 */
	record Comparison(Operand left, Operator operator, Operand right) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			return this.operator.test(this.left.in(item), this.right.in(item));
		}

		@Override
		public String sign() {
			return this.operator.sign();
		}

	}

	/**
	 * Operator {@code BETWEEN}.
	 *
	 * @param operand what is compared
	 * @param low the least value
	 * @param high the greatest value
	 */
	record Between(Operand operand, Operand low, Operand high) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			Value value = this.operand.in(item);
			return Operator.GE.test(value, this.low.in(item)) && Operator.LE.test(value, this.high.in(item));
		}

		@Override
		public String sign() {
			return "BETWEEN";
		}

	}

	/**
	 * Operator {@code IN}.
	 *
	 * @param operand what is compared
	 * @param candidates what it must equal one of
	 */
	record In(Operand operand, List<Operand> candidates) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			Value value = this.operand.in(item);
			return this.candidates.stream().anyMatch((candidate) -> Operator.EQ.test(value, candidate.in(item)));
		}

		@Override
		public String sign() {
			return "IN";
		}

	}

	/**
	 * Function {@code attribute_exists}.
	 *
	 * @param path where something must be
	 */
	record Exists(DocumentPath path) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			return this.path.in(item) != null;
		}

		@Override
		public String sign() {
			return "attribute_exists";
		}

	}

	/**
	 * Function {@code attribute_type}.
	 *
	 * @param path where the value is
	 * @param type the type it must have
	 */
	record OfType(DocumentPath path, String type) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			Value value = this.path.in(item);
			return value != null && value.type().equals(this.type);
		}

		@Override
		public String sign() {
			return "attribute_type";
		}

	}

	/**
	 * Function {@code begins_with}.
	 *
	 * @param operand a text or bytes
	 * @param prefix what it must begin with
	 */
	record BeginsWith(Operand operand, Operand prefix) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			Value whole = this.operand.in(item);
			Value start = this.prefix.in(item);
			if (whole instanceof Value.Binary bytes && start instanceof Value.Binary head) {
				int length = head.bytes().remaining();
				return length <= bytes.bytes().remaining() && bytes.bytes().slice(0, length).equals(head.bytes());
			}
			return whole instanceof Value.Text text && start instanceof Value.Text head
					&& text.content().startsWith(head.content());
		}

		@Override
		public String sign() {
			return "begins_with";
		}

	}

	/**
	 * Function {@code contains}.
	 *
	 * @param operand a text, a set or a list
	 * @param part what must be inside of it
	 */
	record Contains(Operand operand, Operand part) implements ItemCondition {

		@Override
		public boolean matches(Value.Document item) {
			Value whole = this.operand.in(item);
			Value inside = this.part.in(item);
			if (inside == null) {
				return false;
			}
			if (whole instanceof Value.ScalarSet set) {
				return set.elements().contains(inside);
			}
			if (whole instanceof Value.Sequence list) {
				return list.elements().contains(inside);
			}
			return whole instanceof Value.Text text && inside instanceof Value.Text head
					&& text.content().contains(head.content());
		}

		@Override
		public String sign() {
			return "contains";
		}

	}

}
