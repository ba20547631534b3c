package io.kinesisboot.listener.filter;

import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.DataBindingPropertyAccessor;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * A filter by an expression in Spring's language that gives true or false, such as
 * {@code payload.order.type == 'buy'}. It knows {@code payload}, which is the payload's
 * JSON as maps, lists, texts, numbers and booleans, parsed when it is first asked for;
 * {@code partitionKey}; {@code headers}, a map of texts; and {@code record}, the
 * {@link ReceivedRecord}. It reads only; types, beans and constructors are out of its
 * reach. Thread-safe.
 * <p>
 * What cannot be evaluated is a failure of the record and drops nothing:
 * {@code payload.order} of a payload without an order fails, while
 * {@code payload['order']} is null.
 *
 * @since 0.1.0
 */
public final class ExpressionFilter implements RecordFilter {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final String setting;

	private final Expression expression;

	private final EvaluationContext context = SimpleEvaluationContext
		.forPropertyAccessors(new MapAccessor(/* allowWrite= */ false), DataBindingPropertyAccessor.forReadOnlyAccess())
		.withAssignmentDisabled()
		.withInstanceMethods()
		.build();

	private ExpressionFilter(String setting, Expression expression) {
		this.setting = setting;
		this.expression = expression;
	}

	/**
	 * Parses an expression.
	 * @param setting where it comes from, for errors
	 * @param text the expression
	 * @return a filter
	 * @throws IllegalArgumentException if it is none
	 */
	public static ExpressionFilter parse(String setting, String text) {
		try {
			return new ExpressionFilter(setting, parser.parseExpression(text));
		}
		catch (ParseException | IllegalStateException | IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'%s' must be an event pattern (JSON) or an expression (SpEL) but was '%s': %s".formatted(setting,
							text, ex.getMessage()),
					ex);
		}
	}

	@Override
	public boolean accepts(ReceivedRecord record) {
		try {
			if (this.expression.getValue(this.context, new Root(record)) instanceof Boolean accepted) {
				return accepted;
			}
			throw new IllegalStateException(
					"'" + this.expression.getExpressionString() + "' gave neither true nor false");
		}
		catch (RuntimeException ex) {
			throw new RecordFilterException(this.setting, record, ex, NestedExceptionUtils.getMostSpecificCause(ex));
		}
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
