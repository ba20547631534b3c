package io.kinesisboot.embedded.item;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute. Values are equal if the service takes them for equal:
 * numbers by amount, sets and maps without regard to order. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Value {

	/**
	 * The type's name on the wire.
	 * @return one of {@code S N B BOOL NULL SS NS BS L M}
	 */
	String type();

	/**
	 * What stands behind the type's name on the wire.
	 * @return a tree as answers write it
	 */
	Object content();

	/**
	 * The room the value takes up, as the service counts it.
	 * @return bytes
	 */
	long sizeBytes();

	/**
	 * How deep values lie inside of this one.
	 * @return 0 for a value that holds no others
	 */
	default int depth() {
		return 0;
	}

	default Map<String, Object> tree() {
		return Map.of(type(), content());
	}

	private static int depth(Collection<Value> values) {
		return 1 + values.stream().mapToInt(Value::depth).max().orElse(0);
	}

	/**
	 * A value that has an order among its own type, and can be a key or the element of a
	 * set.
	 */
	sealed interface Scalar extends Value {

		/** Orders by type, then as the service orders keys. */
		Comparator<Scalar> ORDER = Comparator.comparing(Scalar::type)
			.thenComparing((left, right) -> left.compareWithin(right));

		/**
		 * Compares with a value of the same type.
		 * @param other the other value
		 * @return as of a comparator
		 */
		int compareWithin(Scalar other);

	}

	/**
	 * Type {@code S}; ordered by its UTF-8 bytes.
	 *
	 * @param content the text
	 */
	record Text(String content) implements Scalar {

		@Override
		public String type() {
			return "S";
		}

		@Override
		public long sizeBytes() {
			return utf8().remaining();
		}

		@Override
		public int compareWithin(Scalar other) {
			return Binary.compareUnsigned(utf8(), ((Text) other).utf8());
		}

		private ByteBuffer utf8() {
			return ByteBuffer.wrap(this.content.getBytes(StandardCharsets.UTF_8));
		}

	}

	/**
	 * Type {@code N}.
	 *
	 * @param number the amount
	 */
	record Decimal(BigDecimal number) implements Scalar {

		public Decimal {
			number = number.stripTrailingZeros();
		}

		Decimal plus(BigDecimal summand) {
			return new Decimal(ValueReader.bounded(this.number.add(summand)));
		}

		@Override
		public String type() {
			return "N";
		}

		@Override
		public String content() {
			return this.number.toPlainString();
		}

		@Override
		public long sizeBytes() {
			return 1 + (this.number.precision() + 1) / 2;
		}

		@Override
		public int compareWithin(Scalar other) {
			return this.number.compareTo(((Decimal) other).number);
		}

	}

	/**
	 * Type {@code B}; ordered by its bytes without sign.
	 *
	 * @param bytes the bytes
	 */
	record Binary(ByteBuffer bytes) implements Scalar {

		public Binary {
			bytes = bytes.asReadOnlyBuffer();
		}

		@Override
		public String type() {
			return "B";
		}

		@Override
		public byte[] content() {
			byte[] copy = new byte[this.bytes.remaining()];
			this.bytes.duplicate().get(copy);
			return copy;
		}

		@Override
		public long sizeBytes() {
			return this.bytes.remaining();
		}

		@Override
		public int compareWithin(Scalar other) {
			return compareUnsigned(this.bytes, ((Binary) other).bytes);
		}

		private static int compareUnsigned(ByteBuffer left, ByteBuffer right) {
			int mismatch = left.mismatch(right);
			if (mismatch < 0 || mismatch == Math.min(left.remaining(), right.remaining())) {
				return Integer.compare(left.remaining(), right.remaining());
			}
			return Byte.compareUnsigned(left.get(left.position() + mismatch), right.get(right.position() + mismatch));
		}

	}

	/**
	 * Type {@code BOOL}.
	 *
	 * @param flag the truth
	 */
	record Truth(boolean flag) implements Value {

		@Override
		public String type() {
			return "BOOL";
		}

		@Override
		public Boolean content() {
			return this.flag;
		}

		@Override
		public long sizeBytes() {
			return 1;
		}

	}

	/**
	 * Type {@code NULL}.
	 */
	record Nothing() implements Value {

		@Override
		public String type() {
			return "NULL";
		}

		@Override
		public Boolean content() {
			return true;
		}

		@Override
		public long sizeBytes() {
			return 1;
		}

	}

	/**
	 * Types {@code SS}, {@code NS} and {@code BS}.
	 *
	 * @param elements at least one, all of one type
	 */
	record ScalarSet(Set<Scalar> elements) implements Value {

		public ScalarSet {
			elements = Collections.unmodifiableSet(new LinkedHashSet<>(elements));
		}

		@Override
		public String type() {
			return this.elements.iterator().next().type() + "S";
		}

		@Override
		public List<Object> content() {
			return this.elements.stream().map(Value::content).toList();
		}

		@Override
		public long sizeBytes() {
			return this.elements.stream().mapToLong(Value::sizeBytes).sum();
		}

	}

	/**
	 * Type {@code L}.
	 *
	 * @param elements the elements in their order
	 */
	record Sequence(List<Value> elements) implements Value {

		public Sequence {
			elements = List.copyOf(elements);
		}

		@Override
		public String type() {
			return "L";
		}

		@Override
		public List<Map<String, Object>> content() {
			return this.elements.stream().map(Value::tree).toList();
		}

		@Override
		public long sizeBytes() {
			return 3 + this.elements.stream().mapToLong((element) -> 1 + element.sizeBytes()).sum();
		}

		@Override
		public int depth() {
			return Value.depth(this.elements);
		}

	}

	/**
	 * Type {@code M}; also a whole item.
	 *
	 * @param members the values by their names
	 */
	record Document(Map<String, Value> members) implements Value {

		/** Without members; stands for no item. */
		public static final Document EMPTY = new Document(Map.of());

		public Document {
			members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
		}

		public @Nullable Value get(String name) {
			return this.members.get(name);
		}

		@Override
		public String type() {
			return "M";
		}

		@Override
		public Map<String, Map<String, Object>> content() {
			Map<String, Map<String, Object>> content = new LinkedHashMap<>();
			this.members.forEach((name, value) -> content.put(name, value.tree()));
			return content;
		}

		@Override
		public long sizeBytes() {
			return 3 + this.members.size() + itemBytes();
		}

		/**
		 * The room the map takes up as an item.
		 * @return bytes
		 */
		public long itemBytes() {
			return this.members.entrySet()
				.stream()
				.mapToLong((member) -> new Text(member.getKey()).sizeBytes() + member.getValue().sizeBytes())
				.sum();
		}

		@Override
		public int depth() {
			return Value.depth(this.members.values());
		}

	}

}
