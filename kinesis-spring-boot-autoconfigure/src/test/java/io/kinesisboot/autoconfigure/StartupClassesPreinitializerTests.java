package io.kinesisboot.autoconfigure;

import java.io.IOException;

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
		assertThat(StartupClassesPreinitializer.names()).isNotEmpty()
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

}
