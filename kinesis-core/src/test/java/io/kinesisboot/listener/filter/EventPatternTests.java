package io.kinesisboot.listener.filter;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.kinesisboot.consumer.ReceivedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Ruler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EventPattern}. The tables of cases are judged by Ruler too, which is
 * what EventBridge matches by.
 */
class EventPatternTests {

	private static final String BUY = """
			{"data": {"order": {"type": ["buy"]}}}""";

	@ParameterizedTest
	@CsvFileSource(resources = "event-patterns.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
	void patternAcceptsAndRejectsAsEventBridgeDoes(String pattern, String event, boolean accepts) throws Exception {
		assertThat(Ruler.matchesRule(event, pattern)).as("by Ruler").isEqualTo(accepts);
		assertThat(accepts("{\"data\":" + pattern + "}", event)).isEqualTo(accepts);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "invalid-event-patterns.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
	void whatEventBridgeRefusesIsRefusedWithItsPlace(String pattern, String message) {
		assertThatExceptionOfType(Exception.class).as("by Ruler").isThrownBy(() -> Ruler.matchesRule("{}", pattern));
		assertThatIllegalArgumentException().isThrownBy(() -> parse("{\"data\":" + pattern + "}"))
			.withMessage("'filter' is not an event pattern: " + message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"data\": {\"a\": [\"x\"]}", "{\"data\": {\"a\": [\"x\"]}} x",
			"{\"data\": {\"a\": [\"x\"], \"a\": [\"y\"]}}" })
	void patternThatIsNotJsonOrNamesAFieldTwiceIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(pattern))
			.withMessageStartingWith("'filter' is not an event pattern: it is no JSON: ");
	}

	@Test
	void fieldThatNoRecordHasIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> parse("{\"$or\": [{\"data\": [1]}, {\"body\": {\"a\": [1]}}]}"))
			.withMessage("'filter' is not an event pattern: its fields must be among "
					+ "[data, partitionKey, headers, approximateArrivalTimestamp] but were 'body'");
	}

	@Test
	void asManyPatternsAsLambdaTakesAreTaken() {
		List<String> ten = Collections.nCopies(10, BUY);
		assertThat(EventPattern.parse("filter", ten).accepts(Records.of("{\"order\":{\"type\":\"buy\"}}"))).isTrue();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EventPattern.parse("filter", Collections.nCopies(11, BUY)))
			.withMessage("'filter' must have between 1 and 10 patterns (Lambda CreateEventSourceMapping limit) "
					+ "but had 11");
		assertThatIllegalArgumentException().isThrownBy(() -> EventPattern.parse("filter", List.of()))
			.withMessageEndingWith("but had 0");
	}

	@Test
	void patternAsLongAsLambdaTakesIsTaken() {
		String pattern = BUY + " ".repeat(4096 - BUY.length());
		assertThat(accepts(pattern, "{\"order\":{\"type\":\"buy\"}}")).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> parse(pattern + " "))
			.withMessage("A pattern of 'filter' must have at most 4096 characters "
					+ "(Lambda CreateEventSourceMapping limit) but had 4097");
	}

	@Test
	void onePatternOfSeveralIsEnough() {
		EventPattern filter = EventPattern.parse("filter",
				List.of(BUY, "{\"data\": {\"urgent\": [true]}, \"partitionKey\": [{\"prefix\": \"a \"}]}"));
		assertThat(filter.accepts(Records.of("{\"order\":{\"type\":\"buy\"}}"))).isTrue();
		assertThat(filter.accepts(Records.of("{\"order\":{\"type\":\"sell\"},\"urgent\":true}"))).isTrue();
		assertThat(filter.accepts(Records.of("{\"order\":{\"type\":\"sell\"}}"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", " ", "text", "{\"order\":", "{\"order\":{\"type\":\"buy\"}} and more", "\u0000\u0001" })
	void payloadThatIsNotJsonPassesNothingThatIsAskedOfIt(String payload) {
		assertThat(accepts(BUY, payload)).isFalse();
		assertThat(accepts("{\"data\": {\"a\": [{\"exists\": false}]}}", payload)).isFalse();
		assertThat(accepts("{\"data\": [{\"exists\": false}]}", payload)).isFalse();
		assertThat(accepts("{\"data\": [{\"anything-but\": \"x\"}]}", payload)).isFalse();
		assertThat(accepts("{\"data\": [{\"exists\": true}]}", payload)).isFalse();
	}

	@Test
	void payloadThatIsNotJsonPassesWhatIsAskedOfItsRecord() {
		assertThat(accepts("{\"partitionKey\": [\"a key\"]}", "text")).isTrue();
		assertThat(accepts("{\"$or\": [{\"data\": {\"a\": [1]}}, {\"partitionKey\": [\"a key\"]}]}", "text")).isTrue();
	}

	@Test
	void payloadOfAnyBytesIsToldFromJsonWithoutFailing() {
		EventPattern filter = parse(BUY);
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 2000; i++) {
			byte[] bytes = new byte[random.nextInt(64)];
			random.nextBytes(bytes);
			assertThat(filter.accepts(Records.of(bytes, Map.of()))).as("seed %d", seed).isFalse();
		}
	}

	@Test
	void payloadTooDeepToParseIsAFailureAndNotDropped() {
		String deep = "[".repeat(2000) + "]".repeat(2000);
		assertThatExceptionOfType(RecordFilterException.class).isThrownBy(() -> accepts(BUY, deep))
			.withMessageStartingWith("'filter' cannot tell whether to accept record 42/0 of shard "
					+ "shardId-000000000000 of stream 'orders': ");
	}

	@Test
	void payloadThatIsNoObjectIsAValue() {
		assertThat(accepts("{\"data\": [{\"prefix\": \"ERR\"}]}", "\"ERROR\"")).isTrue();
		assertThat(accepts("{\"data\": [{\"numeric\": [\">\", 5]}]}", "[1, 6]")).isTrue();
		assertThat(accepts("{\"data\": [{\"numeric\": [\">\", 5]}]}", "5")).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"partitionKey": ["a key"]} | true
			{"partitionKey": [{"suffix": "x"}]} | false
			{"headers": {"tenant": ["north"]}} | true
			{"headers": {"tenant": ["south"]}} | false
			{"headers": {"missing": [{"exists": false}]}} | true
			{"headers": {"attempt": ["3"]}} | true
			{"headers": {"attempt": [3]}} | false
			{"approximateArrivalTimestamp": [{"numeric": [">=", 1795428930.123]}]} | true
			{"approximateArrivalTimestamp": [{"numeric": [">", 1795428930.123]}]} | false
			{"approximateArrivalTimestamp": [{"numeric": [">=", 1795428930, "<", 1795428931]}]} | true
			""")
	void patternMayAskForTheRecordToo(String pattern, boolean accepts) {
		ReceivedRecord record = Records.of("text".getBytes(StandardCharsets.UTF_8),
				Map.of("tenant", "north", "attempt", "3"));
		assertThat(parse(pattern).accepts(record)).isEqualTo(accepts);
	}

	private static EventPattern parse(String pattern) {
		return EventPattern.parse("filter", List.of(pattern));
	}

	private static boolean accepts(String pattern, String payload) {
		return parse(pattern).accepts(Records.of(payload));
	}

}
