package io.kinesisboot.convert;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KinesisMessageConverters} in an application that has not all
 * libraries: it gets its classes anew, from a class path without them.
 */
class MissingLibrariesTests {

	@ParameterizedTest
	@CsvSource({ "avro-, org.apache.avro.Schema", "protobuf-java-, com.google.protobuf.Message",
			"schema-registry-, com.amazonaws.services.schemaregistry.common.Schema" })
	void whatIsNotOfTheLibraryIsConverted(String library, String type) throws Exception {
		try (URLClassLoader application = without(List.of(library))) {
			assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> application.loadClass(type));
			assertThat(convert(application)).isEqualTo("{\"sensor\":\"kitchen\"}");
		}
	}

	@Test
	void noneOfTheLibrariesIsNeeded() throws Exception {
		try (URLClassLoader application = without(List.of("avro-", "protobuf-java-", "schema-registry-"))) {
			assertThat(convert(application)).isEqualTo("{\"sensor\":\"kitchen\"}");
		}
	}

	private static URLClassLoader without(List<String> libraries) {
		URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((path) -> libraries.stream().noneMatch(path.getFileName().toString()::startsWith))
			.map(MissingLibrariesTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static Object convert(ClassLoader application) throws ReflectiveOperationException {
		return application.loadClass(Application.class.getName()).getMethod("convert").invoke(null);
	}

	/**
	 * What runs in the application.
	 */
	public static final class Application {

		private Application() {
		}

		public static String convert() {
			SmartMessageConverter converter = KinesisMessageConverters.create();
			byte[] bytes = (byte[]) Objects
				.requireNonNull(converter.toMessage(Map.of("sensor", "kitchen"), new MessageHeaders(Map.of())))
				.getPayload();
			return String.valueOf(converter.fromMessage(new GenericMessage<>(bytes), String.class));
		}

	}

}
