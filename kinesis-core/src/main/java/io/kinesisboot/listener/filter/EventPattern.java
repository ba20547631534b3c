package io.kinesisboot.listener.filter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.kinesisboot.consumer.ReceivedRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * A filter by the event patterns of Lambda's event sources and EventBridge, such as
 * <code>{"data": {"order": {"type": ["buy"], "quantity": [{"numeric": [">=", 100]}]}}}</code>.
 * {@code data} is the record's payload, and a record whose payload is not JSON passes
 * nothing that is asked of it. Beyond what Lambda has, a pattern may also ask for
 * {@code partitionKey}, for {@code headers}, an object of texts, and for
 * {@code approximateArrivalTimestamp}, a number of seconds since 1970. Immutable.
 * <p>
 * All fields of a pattern must match, and one of the values or operators that are listed
 * for each: {@code prefix}, {@code suffix}, {@code equals-ignore-case}, {@code wildcard},
 * {@code anything-but}, {@code numeric}, {@code cidr}, {@code exists}. {@code $or} lists
 * objects of which one must match. Of an array, one element must match; fields that are
 * asked for within an object must match in the same element.
 *
 * @since 0.1.0
 */
public final class EventPattern implements RecordFilter {

	/** What a filter may have (Lambda, CreateEventSourceMapping). */
	private static final int MAX_PATTERNS = 10;

	/** What a pattern may have (Lambda, CreateEventSourceMapping). */
	private static final int MAX_CHARACTERS = 4096;

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final String setting;

	private final List<ObjectPattern> patterns;

	/** Those of the record's fields that are asked for. */
	private final Set<EventField> fields;

	private EventPattern(String setting, List<ObjectPattern> patterns) {
		this.setting = setting;
		this.patterns = patterns;
		this.fields = patterns.stream()
			.flatMap(ObjectPattern::names)
			.map(EventField::of)
			.flatMap(Optional::stream)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Parses patterns, of which a record has to match one.
	 * @param setting where they come from, for errors
	 * @param patterns 1 to 10 patterns of at most 4,096 characters each (Lambda
	 * CreateEventSourceMapping limits)
	 * @return a filter
	 * @throws IllegalArgumentException if one of them is no pattern, with its place
	 */
	public static EventPattern parse(String setting, List<String> patterns) {
		Assert.isTrue(!patterns.isEmpty() && patterns.size() <= MAX_PATTERNS,
				() -> "'%s' must have between 1 and %d patterns (Lambda CreateEventSourceMapping limit) but had %d"
					.formatted(setting, MAX_PATTERNS, patterns.size()));
		return new EventPattern(setting, patterns.stream().map((pattern) -> compile(setting, pattern)).toList());
	}

	private static ObjectPattern compile(String setting, String pattern) {
		Assert.isTrue(pattern.length() <= MAX_CHARACTERS,
				() -> "A pattern of '%s' must have at most %d characters (Lambda CreateEventSourceMapping limit) but had %d"
					.formatted(setting, MAX_CHARACTERS, pattern.length()));
		return new PatternCompiler(setting).compile(pattern);
	}

	@Override
	public boolean accepts(ReceivedRecord record) {
		ObjectNode event = mapper.createObjectNode();
		for (EventField field : this.fields) {
			event.set(field.key(), value(field, record));
		}
		for (ObjectPattern pattern : this.patterns) {
			if (pattern.matches(event, event)) {
				return true;
			}
		}
		return false;
	}

	private JsonNode value(EventField field, ReceivedRecord record) {
		return switch (field) {
			case DATA -> payload(record);
			case PARTITION_KEY -> mapper.getNodeFactory().stringNode(record.partitionKey());
			case HEADERS -> {
				ObjectNode headers = mapper.createObjectNode();
				record.tags().forEach(headers::put);
				yield headers;
			}
			case APPROXIMATE_ARRIVAL_TIMESTAMP -> mapper.getNodeFactory()
				.numberNode(BigDecimal.valueOf(record.approximateArrivalTimestamp().toEpochMilli(), 3));
		};
	}

	/**
	 * Parses the payload. One that is too deep or long to parse is a failure: it may well
	 * be JSON.
	 */
	private JsonNode payload(ReceivedRecord record) {
		try {
			JsonNode payload = mapper.readTree(record.bytes());
			return payload.isMissingNode() ? FieldPattern.UNKNOWN : payload;
		}
		catch (StreamConstraintsException ex) {
			throw new RecordFilterException(this.setting, record, ex, ex);
		}
		catch (JacksonException ex) {
			return FieldPattern.UNKNOWN;
		}
	}

}
