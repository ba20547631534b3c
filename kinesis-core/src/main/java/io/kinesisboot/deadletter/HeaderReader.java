package io.kinesisboot.deadletter;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a dead letter. Immutable.
 *
 * @param headers the headers by their names
 */
record HeaderReader(Map<String, String> headers) {

	@Nullable String optional(String name) {
		return this.headers.get(name);
	}

	String text(String name) {
		return read(name, "be there", Function.identity());
	}

	int integer(String name) {
		return read(name, "be an integer", Integer::valueOf);
	}

	long number(String name) {
		return read(name, "be a number", Long::valueOf);
	}

	Instant instant(String name) {
		return read(name, "be an ISO-8601 instant", Instant::parse);
	}

	private <T> T read(String name, String rule, Function<String, T> parser) {
		String value = this.headers.get(name);
		RuntimeException cause = null;
		if (value != null) {
			try {
				return parser.apply(value);
			}
			catch (RuntimeException ex) {
				cause = ex;
			}
		}
		throw new MalformedDeadLetterException(
				"Header '%s' of a dead letter must %s but was '%s'".formatted(name, rule, value), cause);
	}

}
