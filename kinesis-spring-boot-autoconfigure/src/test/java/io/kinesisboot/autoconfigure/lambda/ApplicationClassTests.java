package io.kinesisboot.autoconfigure.lambda;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ApplicationClass}.
 */
class ApplicationClassTests {

	@TempDir
	private Path directory;

	@Test
	void environmentNamesIt() {
		assertThat(ApplicationClass.find(First.class.getName(), getClass().getClassLoader())).isEqualTo(First.class);
	}

	@Test
	void manifestNamesItAmongOthersThatAreNoApplications() throws IOException {
		assertThat(find(manifest("Main-Class", "org.example.NotThere"), manifest("Main-Class", "java.lang.String"),
				manifest("Start-Class", First.class.getName())))
			.isEqualTo(First.class);
		assertThat(find(manifest("Main-Class", First.class.getName()), manifest("Start-Class", First.class.getName())))
			.isEqualTo(First.class);
	}

	@Test
	void oneOfTwoMustBeNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> find(manifest("Start-Class", First.class.getName()),
					manifest("Start-Class", Second.class.getName())))
			.withMessageContainingAll("'MAIN_CLASS'", "First", "Second");
	}

	@Test
	void oneThatNoManifestNamesMustBeNamed() {
		assertThatIllegalStateException().isThrownBy(() -> find(manifest("Main-Class", "java.lang.String")))
			.withMessage("The environment variable 'MAIN_CLASS' must name the application's class, since the manifests"
					+ " of the class path name []");
	}

	@Test
	void nameThatIsNoClassFails() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ApplicationClass.find("org.example.NotThere", getClass().getClassLoader()))
			.withMessageContaining("org.example.NotThere");
	}

	/**
	 * Only with the manifests of the test, and with all classes.
	 */
	private static Class<?> find(URL... roots) throws IOException {
		ClassLoader classes = ApplicationClassTests.class.getClassLoader();
		try (URLClassLoader manifests = new URLClassLoader(roots, null) {

			@Override
			protected Class<?> findClass(String name) throws ClassNotFoundException {
				return classes.loadClass(name);
			}

		}) {
			return ApplicationClass.find(null, manifests);
		}
	}

	private URL manifest(String attribute, String value) throws IOException {
		Path root = Files.createTempDirectory(this.directory, "root");
		Path manifest = root.resolve("META-INF/MANIFEST.MF");
		Files.createDirectories(manifest.getParent());
		Files.writeString(manifest, "Manifest-Version: 1.0\n" + attribute + ": " + value + "\n\n");
		return root.toUri().toURL();
	}

	@SpringBootConfiguration
	static class First {

	}

	@SpringBootConfiguration
	static class Second {

	}

}
