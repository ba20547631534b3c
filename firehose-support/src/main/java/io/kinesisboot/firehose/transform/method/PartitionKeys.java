package io.kinesisboot.firehose.transform.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.DataBindingPropertyAccessor;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Finds the keys of dynamic partitioning in what is delivered: those that its type
 * declares, and those of expressions, which read only. Thread-safe.
 */
final class PartitionKeys {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private final Map<String, Expression> expressions = new LinkedHashMap<>();

	private final EvaluationContext context = SimpleEvaluationContext
		.forPropertyAccessors(new MapAccessor(/* allowWrite= */ false), DataBindingPropertyAccessor.forReadOnlyAccess())
		.withAssignmentDisabled()
		.withInstanceMethods()
		.build();

	private final ClassValue<List<AnnotatedKey>> annotated = new ClassValue<>() {

		@Override
		protected List<AnnotatedKey> computeValue(Class<?> type) {
			return AnnotatedKey.of(type);
		}

	};

	/**
	 * Parses expressions.
	 * @param declarations {@code name=expression}, or the name of a property
	 * @throws IllegalArgumentException if one is neither
	 */
	PartitionKeys(String... declarations) {
		for (String declaration : declarations) {
			int equals = declaration.indexOf('=');
			String name = (equals < 0) ? declaration : declaration.substring(0, equals);
			try {
				this.expressions.put(name.strip(), parser.parseExpression(declaration.substring(equals + 1)));
			}
			catch (ParseException | IllegalStateException | IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"'partitionKeys' must be of the form 'name=expression' (SpEL) but was '%s': %s"
							.formatted(declaration, ex.getMessage()),
						ex);
			}
		}
	}

	/**
	 * Finds the keys of what is delivered.
	 * @param payloads the parts of it, which must have the same keys
	 * @param given those that win over others
	 * @return the keys by their names
	 * @throws IllegalArgumentException if one has no value
	 */
	Map<String, String> of(List<?> payloads, Map<String, String> given) {
		Map<String, String> keys = null;
		for (Object payload : payloads) {
			Map<String, String> own = new LinkedHashMap<>(of(payload, given));
			if (keys != null && !keys.equals(own)) {
				throw new IllegalArgumentException(
						"Parts of one record must have the same partition keys but have %s and %s".formatted(keys,
								own));
			}
			keys = own;
		}
		return (keys != null) ? keys : given;
	}

	private Map<String, String> of(Object payload, Map<String, String> given) {
		List<AnnotatedKey> declared = this.annotated.get(payload.getClass());
		if (declared.isEmpty() && this.expressions.isEmpty()) {
			return given;
		}
		List<Named> found = new ArrayList<>();
		declared.forEach((key) -> found.add(new Named(key.name(), key.valueOf(payload))));
		this.expressions
			.forEach((name, expression) -> found.add(new Named(name, expression.getValue(this.context, payload))));
		Map<String, String> keys = new LinkedHashMap<>();
		for (Named key : found) {
			if (!given.containsKey(key.name())) {
				keys.put(key.name(), key.text());
			}
		}
		keys.putAll(given);
		return keys;
	}

	private record Named(String name, @Nullable Object value) {

		String text() {
			String text = (this.value != null) ? this.value.toString() : "";
			if (text.isBlank()) {
				throw new IllegalArgumentException(
						"Partition key '%s' must not be null or blank (limit of dynamic partitioning) but was '%s'"
							.formatted(this.name, this.value));
			}
			return text;
		}

	}

}
