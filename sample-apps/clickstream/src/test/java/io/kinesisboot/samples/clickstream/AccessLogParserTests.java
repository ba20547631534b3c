package io.kinesisboot.samples.clickstream;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AccessLogParser}.
 */
class AccessLogParserTests {

	@Test
	void lineIsReadFieldByField() {
		assertThat(AccessLogParser.parse("192.0.2.1 - - [17/May/2015:10:05:03 +0200] "
				+ "\"GET /search?q=a+b HTTP/1.1\" 200 203023 \"http://example.com/\" \"Mozilla \\\"5.0\\\"\""))
			.contains(new PageView("192.0.2.1", Instant.parse("2015-05-17T08:05:03Z"), "GET", "/search?q=a+b", 200,
					203023, "http://example.com/", "Mozilla \\\"5.0\\\""));
	}

	@Test
	void dashMeansNothing() {
		assertThat(
				AccessLogParser.parse("::1 - frank [17/May/2015:10:05:03 +0000] \"HEAD / HTTP/1.0\" 304 - \"-\" \"-\""))
			.hasValueSatisfying((view) -> {
				assertThat(view.bytes()).isZero();
				assertThat(view.referrer()).isNull();
				assertThat(view.userAgent()).isNull();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "not a line",
			"192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"cut of",
			"192.0.2.1 - - [99/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"",
			"192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"\\x16\\x03\" 400 1 \"-\" \"-\"",
			"192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 99999999999999999999 \"-\" \"-\"" })
	void lineThatIsNotWholeIsNotUnderstood(String line) {
		assertThat(AccessLogParser.parse(line)).isEmpty();
	}

}
