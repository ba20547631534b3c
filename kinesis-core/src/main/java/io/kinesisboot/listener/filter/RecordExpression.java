package io.kinesisboot.listener.filter;

import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.DataBindingPropertyAccessor;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * An expression in Spring's language over a record, such as {@code payload.order.id}. It
 * knows {@code payload}, which is the payload's JSON as maps, lists, texts, numbers and
 * booleans, parsed when it is first asked for; {@code partitionKey}; {@code headers}, a
 * map of texts; and {@code record}, the {@link ReceivedRecord}. It reads only; types,
 * beans and constructors are out of its reach. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordExpression {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Expression expression;

	private final EvaluationContext context = SimpleEvaluationContext
		.forPropertyAccessors(new MapAccessor(/* allowWrite= */ false), DataBindingPropertyAccessor.forReadOnlyAccess())
		.withAssignmentDisabled()
		.withInstanceMethods()
		.build();

	private RecordExpression(Expression expression) {
		this.expression = expression;
	}

	/**
	 * Parses an expression.
	 * @param setting where it comes from, for errors
	 * @param forms what may be there, for errors
	 * @param text the expression
	 * @return the expression
	 * @throws IllegalArgumentException if it is none
	 */
	public static RecordExpression parse(String setting, String forms, String text) {
		try {
			return new RecordExpression(parser.parseExpression(text));
		}
		catch (ParseException | IllegalStateException | IllegalArgumentException ex) {
			// Not as the cause: reports of a failed start tell the innermost one alone
			throw new IllegalArgumentException(
					"'%s' must be %s but was '%s': %s".formatted(setting, forms, text, ex.getMessage()));
		}
	}

	/**
	 * Evaluates the expression.
	 * @param record the record
	 * @return its value
	 * @throws RuntimeException if it cannot be evaluated for this record
	 */
	public @Nullable Object evaluate(ReceivedRecord record) {
		return this.expression.getValue(this.context, new Root(record));
	}

	/**
	 * The expression as it was written.
	 */
	@Override
	public String toString() {
		return this.expression.getExpressionString();
	}

	/**
	 * What an expression sees. Confined to the thread that evaluates it.
	 */
	public static final class Root {

		private final ReceivedRecord record;

		private @Nullable Object payload;

		private Root(ReceivedRecord record) {
			this.record = record;
		}

		/**
		 * The payload's JSON, parsed when this is first called.
		 * @return a map, a list, a text, a number, a boolean or null
		 * @throws IllegalStateException if the payload is not JSON
		 */
		public @Nullable Object getPayload() {
			if (this.payload == null) {
				this.payload = parse();
			}
			return this.payload;
		}

		private Object parse() {
			try {
				return mapper.readValue(this.record.bytes(), Object.class);
			}
			catch (JacksonException ex) {
				// Not as the cause: its text quotes the payload
				TokenStreamLocation place = ex.getLocation();
				throw new IllegalStateException((place != null) ? "its payload is not JSON at line %d, column %d"
					.formatted(place.getLineNr(), place.getColumnNr()) : "its payload is not JSON");
			}
		}

		/**
		 * The key that the record was put with.
		 * @return the key
		 */
		public String getPartitionKey() {
			return this.record.partitionKey();
		}

		/**
		 * What the producer sent with the payload.
		 * @return the headers by their names
		 */
		public Map<String, String> getHeaders() {
			return this.record.tags();
		}

		/**
		 * The record as it was read.
		 * @return the record
		 */
		public ReceivedRecord getRecord() {
			return this.record;
		}

	}

}
