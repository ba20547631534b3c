package io.kinesisboot.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link StartupClassesPreinitializer}.
 */
class StartupClassesPreinitializerTests {

	@Test
	void bootFindsIt() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(BackgroundPreinitializer.class))
			.hasAtLeastOneElementOfType(StartupClassesPreinitializer.class);
	}

	@Test
	void everyClassOfTheListIsInTheLibrariesOfTheBuild() throws IOException {
		assertThat(names()).isNotEmpty()
			.doesNotHaveDuplicates()
			.as("CONTRIBUTING.md, \"The classes of a start\", says how the list is made again")
			.allSatisfy((name) -> assertThat(StartupClassesPreinitializer.load(name)).as(name).isNotNull());
	}

	@Test
	void classThatIsNotThereIsLeftOut() {
		assertThat(StartupClassesPreinitializer.load("software.amazon.awssdk.NotInThisVersion")).isNull();
	}

	@Test
	void loadsTheWholeList() {
		assertThatNoException().isThrownBy(() -> new StartupClassesPreinitializer().preinitialize());
	}

	private static List<String> names() throws IOException {
		try (InputStream classes = StartupClassesPreinitializer.class
			.getResourceAsStream(StartupClassesPreinitializer.CLASSES);
				BufferedReader names = new BufferedReader(new InputStreamReader(classes, StandardCharsets.US_ASCII))) {
			return names.lines().toList();
		}
	}

}
