package io.kinesisboot.embedded.protocol;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the members of an answer. A null value is left out, as the services do. Confined
 * to the thread that answers the call.
 *
 * @since 0.1.0
 */
public final class AnswerWriter {

	private final JsonGenerator generator;

	private final WireFormat format;

	AnswerWriter(JsonGenerator generator, WireFormat format) {
		this.generator = generator;
		this.format = format;
	}

	public AnswerWriter text(String name, @Nullable String value) {
		if (value != null) {
			this.generator.writeStringProperty(name, value);
		}
		return this;
	}

	public AnswerWriter number(String name, long value) {
		this.generator.writeNumberProperty(name, value);
		return this;
	}

	public AnswerWriter decimal(String name, double value) {
		this.generator.writeNumberProperty(name, value);
		return this;
	}

	public AnswerWriter flag(String name, boolean value) {
		this.generator.writeBooleanProperty(name, value);
		return this;
	}

	public AnswerWriter instant(String name, @Nullable Instant value) {
		if (value != null) {
			this.generator.writeName(name);
			this.format.writeInstant(this.generator, value);
		}
		return this;
	}

	/**
	 * Writes bytes.
	 * @param name the member
	 * @param value what remains of the buffer; its position is left as it is
	 * @return this writer
	 */
	public AnswerWriter bytes(String name, ByteBuffer value) {
		this.generator.writeName(name);
		if (value.hasArray()) {
			this.generator.writeBinary(value.array(), value.arrayOffset() + value.position(), value.remaining());
		}
		else {
			byte[] copy = new byte[value.remaining()];
			value.duplicate().get(copy);
			this.generator.writeBinary(copy);
		}
		return this;
	}

	/**
	 * Writes a structure.
	 * @param name the member
	 * @param members writes what is inside
	 * @return this writer
	 */
	public AnswerWriter object(String name, Answer members) {
		this.generator.writeName(name);
		writeObject(members);
		return this;
	}

	/**
	 * Writes a list of structures.
	 * @param <T> what each structure is made of
	 * @param name the member
	 * @param elements one for each structure
	 * @param members writes what is inside of one
	 * @return this writer
	 */
	public <T> AnswerWriter objects(String name, Collection<T> elements, BiConsumer<AnswerWriter, T> members) {
		this.generator.writeName(name);
		this.generator.writeStartArray();
		elements.forEach((element) -> writeObject((out) -> members.accept(out, element)));
		this.generator.writeEndArray();
		return this;
	}

	/**
	 * Writes a list of strings.
	 * @param name the member
	 * @param values the strings
	 * @return this writer
	 */
	public AnswerWriter texts(String name, Collection<String> values) {
		this.generator.writeName(name);
		writeTree(values);
		return this;
	}

	/**
	 * Writes a value as {@link RequestBody#members()} holds one.
	 * @param name the member
	 * @param value maps, lists, strings, numbers, booleans, byte arrays and nulls
	 * @return this writer
	 */
	public AnswerWriter tree(String name, @Nullable Object value) {
		this.generator.writeName(name);
		writeTree(value);
		return this;
	}

	private void writeObject(Answer members) {
		this.generator.writeStartObject();
		members.writeTo(this);
		this.generator.writeEndObject();
	}

	private void writeTree(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			this.generator.writeStartObject();
			map.forEach((name, member) -> {
				this.generator.writeName((String) name);
				writeTree(member);
			});
			this.generator.writeEndObject();
		}
		else if (value instanceof Collection<?> values) {
			this.generator.writeStartArray();
			List.copyOf(values).forEach(this::writeTree);
			this.generator.writeEndArray();
		}
		else if (value instanceof byte[] bytes) {
			this.generator.writeBinary(bytes);
		}
		else if (value instanceof Number number) {
			this.generator.writeNumber(number.toString());
		}
		else if (value instanceof Boolean flag) {
			this.generator.writeBoolean(flag);
		}
		else if (value != null) {
			this.generator.writeString(value.toString());
		}
		else {
			this.generator.writeNull();
		}
	}

}
