package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of properties in {@code src/docs} are those of the code. A row
 * begins with the name; where its table has a column of defaults, that is the second. The
 * code of the pages of endpoint and listeners is that of tests.
 */
class DocumentationTests {

	private static final Path PAGES = Path.of("../src/docs");

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| `((?:kinesis|management)\\.[^`]+)` \\| (?:`([^`]*)` \\|)?");

	/** The page, if it is another one, and the heading, if there is one. */
	private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^()#\\s]*)(?:#([^()\\s]+))?\\)");

	private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

	private static final List<Path> MANUAL_TESTS = List.of(
			Path.of("../kinesis-core/src/test/java/io/kinesisboot/ManualTests.java"),
			Path.of("../kinesis-embedded/src/test/java/io/kinesisboot/embedded/ManualTests.java"),
			Path.of("../kinesis-embedded/src/test/java/io/kinesisboot/embedded/junit/ManualTests.java"),
			Path.of("src/test/java/io/kinesisboot/autoconfigure/test/ManualTests.java"));

	@Test
	void everyPropertyIsDocumentedAndEveryDocumentedOneExists() throws IOException {
		assertThat(documented().keySet()).isEqualTo(new TreeSet<>(existing().keySet()));
	}

	@Test
	void documentedDefaultsAreThoseOfTheCode() throws IOException {
		Map<String, String> documented = documented();
		existing().forEach((name, value) -> {
			if (!value.isEmpty()) {
				assertThat(documented).containsEntry(name, value);
			}
		});
	}

	@Test
	void everyPropertyIsDescribedInSentences() throws IOException {
		assertThat(metadata()).allSatisfy(
				(property) -> assertThat(property.path("description").asString()).as(property.get("name").asString())
					.matches("[A-Z].*\\."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "embedded.md", "listener.md", "consumer.md", "errors.md", "payloads.md", "leases.md",
			"capacity.md", "idempotency.md" })
	void codeOfAPageIsThatOfManualTests(String page) throws IOException {
		String tests = "";
		for (Path source : MANUAL_TESTS) {
			tests += withoutSpace(Files.readString(source));
		}
		Matcher code = JAVA.matcher(Files.readString(PAGES.resolve(page)));
		while (code.find()) {
			assertThat(tests).contains(withoutSpace(code.group(1)));
		}
	}

	@Test
	void linksBetweenPagesLeadToHeadings() throws IOException {
		List<Path> pages = new ArrayList<>(
				List.of(PAGES.resolve("../../README.md"), PAGES.resolve("../../CONTRIBUTING.md")));
		try (Stream<Path> files = Files.list(PAGES)) {
			pages.addAll(files.toList());
		}
		for (Path page : pages) {
			Matcher link = LINK.matcher(Files.readString(page));
			while (link.find()) {
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
				assertThat(target).as(link.group() + " of " + page).exists();
				if (link.group(2) != null) {
					assertThat(headings(target)).as(link.group() + " of " + page).contains(link.group(2));
				}
			}
		}
	}

	/**
	 * The names that GitHub gives to headings.
	 */
	private static List<String> headings(Path page) throws IOException {
		return Files.readAllLines(page)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
			.toList();
	}

	private static String withoutSpace(String text) {
		return text.replaceAll("\\s", "");
	}

	private static Map<String, String> documented() throws IOException {
		Map<String, String> properties = new TreeMap<>();
		try (Stream<Path> pages = Files.list(PAGES)) {
			for (Path page : pages.filter((file) -> file.toString().endsWith(".md")).toList()) {
				Matcher row = ROW.matcher(Files.readString(page));
				while (row.find()) {
					assertThat(properties.put(row.group(1), (row.group(2) != null) ? row.group(2) : ""))
						.as("second row of " + row.group(1))
						.isNull();
				}
			}
		}
		return properties;
	}

	/**
	 * The properties by name with their defaults, empty where there is none. Those of a
	 * map's values are not in the metadata.
	 */
	private static Map<String, String> existing() throws IOException {
		Map<String, String> properties = new TreeMap<>();
		metadata().forEach((entry) -> properties.put(entry.get("name").asString(), text(entry.get("defaultValue"))));
		assertThat(properties.remove("kinesis.streams")).isNotNull();
		properties.put("kinesis.streams.<name>.shards", "1");
		assertThat(properties.remove("kinesis.producers")).isNotNull();
		properties.put("kinesis.producers.<name>.stream", "");
		properties.put("kinesis.producers.<name>.streams", "");
		properties.put("kinesis.producers.<name>.partition-key", "");
		properties.put("kinesis.producers.<name>.explicit-hash-key", "");
		properties.put("kinesis.producers.<name>.key-spread", "1");
		properties.put("kinesis.producers.<name>.content-type", "");
		properties.put("kinesis.producers.<name>.headers.<header>", "");
		assertThat(properties.remove("kinesis.firehose.producers")).isNotNull();
		properties.put("kinesis.firehose.producers.<name>.stream", "");
		properties.put("kinesis.firehose.producers.<name>.delimiter", "");
		properties.put("kinesis.firehose.producers.<name>.join-size", "");
		properties.put("kinesis.firehose.producers.<name>.linger", "100ms");
		properties.put("kinesis.firehose.producers.<name>.memory", "");
		properties.put("kinesis.firehose.producers.<name>.max-block", "60s");
		properties.put("kinesis.firehose.producers.<name>.record-time-to-live", "30s");
		properties.put("kinesis.firehose.producers.<name>.max-in-flight", "64");
		return properties;
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream metadata = KinesisProperties.class.getClassLoader()
			.getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(metadata).get("properties");
		}
	}

	private static String text(JsonNode value) {
		return (value != null) ? value.asString() : "";
	}

}
