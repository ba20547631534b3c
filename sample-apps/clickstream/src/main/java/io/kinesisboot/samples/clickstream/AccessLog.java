package io.kinesisboot.samples.clickstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

/**
 * The lines to send: of a file, or made up, always the same.
 */
@Component
class AccessLog {

	private static final int GENERATED_LINES = 10_000;

	private static final Instant GENERATED_START = Instant.parse("2026-01-01T00:00:00Z");

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final List<String> PAGES = List.of("/", "/products", "/products/tea", "/products/coffee", "/cart",
			"/checkout", "/search?q=tea", "/about", "/contact", "/blog", "/blog/brewing", "/favicon.ico", "/style.css",
			"/robots.txt");

	private final ClickstreamProperties properties;

	AccessLog(ClickstreamProperties properties) {
		this.properties = properties;
	}

	/**
	 * Opens the log. To be closed by the caller.
	 */
	Stream<String> lines() {
		Path input = this.properties.input();
		if (input == null) {
			return generatedLines();
		}
		try {
			// Logs hold what browsers send; this charset has a character for every byte
			return Files.lines(input, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("'clickstream.input' must be a readable file but was '" + input + "'", ex);
		}
	}

	private static Stream<String> generatedLines() {
		SplittableRandom random = new SplittableRandom(42);
		return IntStream.range(0, GENERATED_LINES)
			.mapToObj((second) -> "192.0.2.%d - - [%s] \"GET %s HTTP/1.1\" 200 %d \"-\" \"Generated/1.0\"".formatted(
					random.nextInt(1, 255), TIME.format(GENERATED_START.plusSeconds(second)), page(random),
					random.nextInt(200, 20_000)));
	}

	/** The earlier a page stands in the list, the more often it is viewed. */
	private static String page(SplittableRandom random) {
		return PAGES.get(Math.min(random.nextInt(PAGES.size()), random.nextInt(PAGES.size())));
	}

}
