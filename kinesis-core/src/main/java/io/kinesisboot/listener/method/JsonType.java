package io.kinesisboot.listener.method;

import java.util.function.Function;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.filter.FilteringParserDelegate;
import tools.jackson.core.filter.JsonPointerBasedFilter;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.core.json.JsonFactory;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reads the type of a record from its JSON payload, no further than to the type.
 * Thread-safe.
 */
final class JsonType implements Function<ReceivedRecord, @Nullable String> {

	private final JsonFactory json = new JsonFactory();

	private final JsonPointer pointer;

	/**
	 * Creates a reader.
	 * @param pointer where the type stands, such as {@code /detail-type}
	 */
	JsonType(String pointer) {
		this.pointer = JsonPointer.compile(pointer);
	}

	@Override
	public @Nullable String apply(ReceivedRecord record) {
		try (JsonParser parser = new FilteringParserDelegate(
				this.json.createParser(ObjectReadContext.empty(), record.bytes()),
				new JsonPointerBasedFilter(this.pointer), TokenFilter.Inclusion.ONLY_INCLUDE_ALL, false)) {
			JsonToken token = parser.nextToken();
			return (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) ? parser.getString()
					: null;
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"The payload of " + record + " is no JSON with a type at " + this.pointer, ex);
		}
	}

}
