package io.kinesisboot.listener.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes event patterns of texts. It takes nothing that EventBridge refuses, so that a
 * pattern that works here works there too. Immutable.
 */
final class PatternCompiler {

	private static final ObjectReader reader = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build()
		.reader();

	private final String setting;

	PatternCompiler(String setting) {
		this.setting = setting;
	}

	/**
	 * Makes a pattern.
	 * @param text its JSON
	 * @throws IllegalArgumentException if it is none
	 */
	ObjectPattern compile(String text) {
		ObjectPattern pattern = object(List.of(), parse(text));
		pattern.names().forEach(this::checkField);
		return pattern;
	}

	private JsonNode parse(String text) {
		try {
			return reader.readTree(text);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"'%s' is not an event pattern: it is no JSON: %s".formatted(this.setting, ex.getOriginalMessage()),
					ex);
		}
	}

	private void checkField(String name) {
		if (EventField.of(name).isEmpty()) {
			throw new IllegalArgumentException("'%s' is not an event pattern: its fields must be among %s but were '%s'"
				.formatted(this.setting, EventField.keys(), name));
		}
	}

	private ObjectPattern object(List<String> path, JsonNode object) {
		check(object.isObject() && !object.isEmpty(), path, "must be an object with at least one field", object);
		Map<String, FieldPattern> fields = new LinkedHashMap<>();
		List<List<ObjectPattern>> choices = new ArrayList<>();
		object.forEachEntry((name, value) -> {
			List<String> place = Stream.concat(path.stream(), Stream.of(name)).toList();
			if (name.equals("$or")) {
				check(value.isArray() && value.size() > 1, place, "must be an array of at least two objects", value);
				choices.add(value.valueStream().map((choice) -> object(path, choice)).toList());
			}
			else {
				fields.put(name, value.isObject() ? object(place, value) : values(place, value));
			}
		});
		return new ObjectPattern(fields, choices);
	}

	private ValuePattern values(List<String> path, JsonNode values) {
		check(values.isArray() && !values.isEmpty(), path, "must be an object, or an array of values and operators",
				values);
		List<ValueTest> tests = new ArrayList<>();
		boolean orAbsent = false;
		for (JsonNode value : values) {
			if (Operators.isAbsence(value)) {
				orAbsent = true;
			}
			else {
				tests.add(test(path, value));
			}
		}
		return new ValuePattern(path, tests, orAbsent);
	}

	private ValueTest test(List<String> path, JsonNode value) {
		if (!value.isObject()) {
			check(value.isValueNode(), path, "must be an array of values and operators, not of arrays,", value);
			return ValueTest.equalTo(value);
		}
		check(value.size() == 1, path, "must have one operator in an object", value);
		Map.Entry<String, JsonNode> operator = value.properties().iterator().next();
		try {
			return Operators.of(operator.getKey(), operator.getValue());
		}
		catch (IllegalArgumentException ex) {
			throw invalid("'%s' at '%s'".formatted(operator.getKey(), String.join(".", path)), ex.getMessage(),
					operator.getValue());
		}
	}

	private void check(boolean valid, List<String> path, String rule, JsonNode value) {
		if (!valid) {
			throw invalid(path.isEmpty() ? "it" : "'" + String.join(".", path) + "'", rule, value);
		}
	}

	private IllegalArgumentException invalid(String place, @Nullable String rule, JsonNode value) {
		return new IllegalArgumentException(
				"'%s' is not an event pattern: %s %s but was %s".formatted(this.setting, place, rule, value));
	}

}
