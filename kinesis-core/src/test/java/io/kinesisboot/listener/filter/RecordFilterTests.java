package io.kinesisboot.listener.filter;

import java.util.Collections;
import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RecordFilter}.
 */
class RecordFilterTests {

	private static final ReceivedRecord buy = Records.of("{\"type\":\"buy\"}");

	private static final ReceivedRecord sell = Records.of("{\"type\":\"sell\"}");

	private static final RecordFilter failing = (record) -> {
		throw new IllegalStateException("asked");
	};

	@Test
	void textThatBeginsWithABraceIsAPattern() {
		RecordFilter filter = RecordFilter.parse("filter", List.of(" \n{\"data\": {\"type\": [\"buy\"]}}"));
		assertThat(filter).isInstanceOf(EventPattern.class);
		assertThat(filter.accepts(buy)).isTrue();
		assertThat(filter.accepts(sell)).isFalse();
	}

	@Test
	void otherTextIsAnExpression() {
		RecordFilter filter = RecordFilter.parse("filter", List.of("payload.type == 'buy'"));
		assertThat(filter).isInstanceOf(ExpressionFilter.class);
		assertThat(filter.accepts(buy)).isTrue();
		assertThat(filter.accepts(sell)).isFalse();
	}

	@Test
	void oneOfSeveralIsEnough() {
		RecordFilter filter = RecordFilter.parse("filter", List.of("payload.type == 'buy'",
				"{\"data\": {\"type\": [\"sell\"]}}", "{\"data\": {\"type\": [\"hold\"]}}"));
		assertThat(filter.accepts(buy)).isTrue();
		assertThat(filter.accepts(sell)).isTrue();
		assertThat(filter.accepts(Records.of("{\"type\":\"hold\"}"))).isTrue();
		assertThat(filter.accepts(Records.of("{\"type\":\"lend\"}"))).isFalse();
	}

	@Test
	void patternsAreCountedWithoutExpressions() {
		List<String> patterns = Collections.nCopies(11, "{\"data\": [1]}");
		assertThatIllegalArgumentException().isThrownBy(() -> RecordFilter.parse("filter", patterns))
			.withMessageContaining("but had 11");
		assertThatIllegalArgumentException().isThrownBy(() -> RecordFilter.parse("filter", List.of()))
			.withMessage("'filter' must not be empty");
	}

	@Test
	void andAsksTheSecondOnlyWhatTheFirstAccepts() {
		RecordFilter none = (record) -> false;
		RecordFilter all = (record) -> true;
		assertThat(all.and(all).accepts(buy)).isTrue();
		assertThat(all.and(none).accepts(buy)).isFalse();
		assertThat(none.and(failing).accepts(buy)).isFalse();
	}

	@Test
	void orAsksTheSecondOnlyWhatTheFirstRejects() {
		RecordFilter none = (record) -> false;
		RecordFilter all = (record) -> true;
		assertThat(none.or(all).accepts(buy)).isTrue();
		assertThat(none.or(none).accepts(buy)).isFalse();
		assertThat(all.or(failing).accepts(buy)).isTrue();
	}

}
