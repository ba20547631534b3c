package io.kinesisboot.samples.clickstream;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads lines of Apache's combined log format.
 */
final class AccessLogParser {

	private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*)\"";

	private static final Pattern LINE = Pattern
		.compile("(\\S+) \\S+ \\S+ \\[([^]]+)] " + QUOTED + " (\\d{3}) (\\d+|-) " + QUOTED + " " + QUOTED);

	private static final Pattern REQUEST = Pattern.compile("(\\S+) (\\S+)(?: \\S+)?");

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

	private AccessLogParser() {
	}

	/**
	 * Reads one line.
	 * @param line the line
	 * @return the request, or nothing if the line is not a whole one of that format
	 */
	static Optional<PageView> parse(String line) {
		Matcher fields = LINE.matcher(line);
		if (!fields.matches()) {
			return Optional.empty();
		}
		Matcher request = REQUEST.matcher(fields.group(3));
		if (!request.matches()) {
			return Optional.empty();
		}
		try {
			return Optional.of(new PageView(fields.group(1), OffsetDateTime.parse(fields.group(2), TIME).toInstant(),
					request.group(1), request.group(2), Integer.parseInt(fields.group(4)), bytes(fields.group(5)),
					orNull(fields.group(6)), orNull(fields.group(7))));
		}
		catch (DateTimeException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private static long bytes(String text) {
		return "-".equals(text) ? 0 : Long.parseLong(text);
	}

	private static @Nullable String orNull(String text) {
		return "-".equals(text) ? null : text;
	}

}
