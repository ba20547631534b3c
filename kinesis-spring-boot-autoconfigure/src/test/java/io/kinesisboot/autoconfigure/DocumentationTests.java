package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.autoconfigure.firehose.KinesisFirehoseProperties;
import io.kinesisboot.autoconfigure.stream.KinesisStreamProperties;
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

	private static final Path PROPERTIES = PAGES.resolve("properties.md");

	private static final Map<String, Class<?>> VALUES_OF_MAPS = Map.of("kinesis.streams", KinesisStreamProperties.class,
			"kinesis.producers", KinesisProperties.Producer.class, "kinesis.firehose.producers",
			KinesisFirehoseProperties.Producer.class);

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| `((?:kinesis|management)\\.[^`]+)` \\| (?:`([^`]*)` \\|)?");

	/** The page, if it is another one, and the heading, if there is one. */
	private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^()#\\s]*)(?:#([^()\\s]+))?\\)");

	private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

	private static final List<Path> MANUAL_TESTS = List.of(
			Path.of("../kinesis-core/src/test/java/io/kinesisboot/ManualTests.java"),
			Path.of("../kinesis-embedded/src/test/java/io/kinesisboot/embedded/ManualTests.java"),
			Path.of("../kinesis-embedded/src/test/java/io/kinesisboot/embedded/junit/ManualTests.java"),
			Path.of("src/test/java/io/kinesisboot/autoconfigure/iam/IamPolicyIntegrationTests.java"),
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
		assertThat(metadata())
			.allSatisfy((property) -> assertThat(property.description()).as(property.name()).matches("[A-Z].*\\."));
	}

	/**
	 * Run with {@code -Dkinesis.docs.write=true} to write the page anew.
	 */
	@Test
	void pageOfAllPropertiesIsMadeOfTheMetadata() throws IOException {
		String page = """
				# Properties

				All of them, as the build found them in the code. What they are for is on the pages of their subjects; properties of
				`spring.cloud.aws`, which concern all clients of AWS, are [Spring Cloud AWS's](configuration.md#clients).

				| property | default | meaning |
				|---|---|---|
				%s
				"""
			.formatted(metadata().stream().map(Property::row).collect(Collectors.joining("\n")));
		if (Boolean.getBoolean("kinesis.docs.write")) {
			Files.writeString(PROPERTIES, page);
		}
		assertThat(PROPERTIES).content().isEqualTo(page);
	}

	@ParameterizedTest
	@ValueSource(strings = { "embedded.md", "listener.md", "consumer.md", "errors.md", "payloads.md", "leases.md",
			"capacity.md", "idempotency.md", "resilience.md", "streams.md", "permissions.md" })
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
			for (Path page : pages.filter((file) -> file.toString().endsWith(".md") && !file.equals(PROPERTIES))
				.toList()) {
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
	 * The properties by name with their defaults, empty where there is none.
	 */
	private static Map<String, String> existing() throws IOException {
		Map<String, String> properties = new TreeMap<>();
		metadata().forEach((property) -> properties.put(property.name(), property.defaultValue()));
		return properties;
	}

	/**
	 * What the build found out about the properties, in the order of their names. Those
	 * of a map's values are in files of their own.
	 */
	private static List<Property> metadata() throws IOException {
		List<Property> properties = new ArrayList<>();
		for (JsonNode entry : json("META-INF/spring-configuration-metadata.json")) {
			String name = entry.get("name").asString();
			Class<?> values = VALUES_OF_MAPS.get(name);
			if (values == null) {
				properties.add(Property.of("", entry));
			}
			else {
				for (JsonNode value : json("META-INF/spring/configuration-metadata/" + values.getName() + ".json")) {
					properties.add(Property.of(name + ".<name>.", value));
				}
			}
		}
		properties.sort(Comparator.comparing(Property::name));
		return properties;
	}

	private static JsonNode json(String resource) throws IOException {
		try (InputStream metadata = KinesisProperties.class.getClassLoader().getResourceAsStream(resource)) {
			return JsonMapper.shared().readTree(metadata).get("properties");
		}
	}

	/**
	 * What the build found out about a property.
	 */
	private record Property(String name, String defaultValue, String description) {

		static Property of(String prefix, JsonNode entry) {
			return new Property(prefix + entry.get("name").asString(), entry.path("defaultValue").asString(""),
					sentence(entry.path("description").asString("")));
		}

		/** Comments of the code begin small, and end without a full stop. */
		private static String sentence(String text) {
			return (text.isEmpty() || text.endsWith(".")) ? text
					: text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
		}

		String row() {
			return "| `%s` |%s | %s |".formatted(this.name,
					this.defaultValue.isEmpty() ? "" : " `" + this.defaultValue + "`", this.description);
		}

	}

}
