package io.kinesisboot.listener.filter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ExpressionFilter}.
 */
class ExpressionFilterTests {

	private static final ReceivedRecord record = Records.of("""
			{"order": {"type": "buy", "quantity": 1000, "tags": ["a", "b"]}, "urgent": true}"""
		.getBytes(StandardCharsets.UTF_8), Map.of("tenant", "north"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			payload.order.type == 'buy'                       | true
			payload.order.type == 'sell'                      | false
			payload.order.quantity >= 1000 and payload.urgent | true
			payload.order.quantity > 1000                     | false
			payload.order.tags.contains('b')                  | true
			payload['order']['type'] matches 'b.*'            | true
			payload['missing'] == null                        | true
			payload['missing']?.type == 'buy'                 | false
			partitionKey.startsWith('a ')                     | true
			headers['tenant'] == 'north'                      | true
			headers.tenant == 'south'                         | false
			headers['missing'] == null                        | true
			(headers['missing'] ?: 'south') == 'south'        | true
			(headers['tenant'] ?: 'south') == 'south'         | false
			record.stream == 'orders'                         | true
			record.subSequenceNumber > 0                      | false
			""")
	void expressionAcceptsAndRejects(String expression, boolean accepts) {
		assertThat(parse(expression).accepts(record)).isEqualTo(accepts);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					payload.missing.type == 'buy'        | Property or field 'missing' cannot be found on object of type 'java.util.LinkedHashMap'
					payload.order.type.foo()             | Method call: Method foo() cannot be found on type java.lang.String
					payload.order.type                   | 'payload.order.type' gave neither true nor false
					payload['missing']                   | 'payload['missing']' gave neither true nor false
					""")
	void whatCannotBeEvaluatedIsAFailureAndNotDropped(String expression, String reason) {
		assertThatExceptionOfType(RecordFilterException.class).isThrownBy(() -> parse(expression).accepts(record))
			.withMessageStartingWith("'filter' cannot tell whether to accept record 42/0 of shard shardId-000000000000 "
					+ "of stream 'orders': ")
			.withMessageContaining(reason);
	}

	@Test
	void payloadThatIsNotJsonIsAFailureThatDoesNotQuoteIt() {
		assertThatExceptionOfType(RecordFilterException.class)
			.isThrownBy(() -> parse("payload.order == null").accepts(Records.of("secret")))
			.withMessageContaining("its payload is not JSON at line 1, column ")
			.satisfies((ex) -> assertThat(stackTrace(ex)).doesNotContain("secret"));
	}

	@Test
	void payloadIsNotParsedUnlessItIsAskedFor() {
		assertThat(parse("partitionKey == 'a key'").accepts(Records.of("text"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "T(java.lang.Runtime).getRuntime() != null", "new java.io.File('/') != null", "@bean != null",
					"(payload.urgent = false) == null", "headers.clear() == null", "record.class.classLoader != null" })
	void whatIsMoreThanReadingIsOutOfReach(String expression) {
		assertThatExceptionOfType(RecordFilterException.class).isThrownBy(() -> parse(expression).accepts(record));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "payload.order ==", "payload..order" })
	void textThatIsNoExpressionIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(text))
			.withMessageStartingWith(
					"'filter' must be an event pattern (JSON) or an expression (SpEL) but was '" + text + "': ");
	}

	private static ExpressionFilter parse(String text) {
		return ExpressionFilter.parse("filter", text);
	}

	private static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
