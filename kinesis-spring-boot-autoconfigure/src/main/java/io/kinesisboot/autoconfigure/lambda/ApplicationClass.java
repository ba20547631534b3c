package io.kinesisboot.autoconfigure.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the class that an application is started with.
 */
final class ApplicationClass {

	private static final String MAIN_CLASS = "MAIN_CLASS";

	private ApplicationClass() {
	}

	/**
	 * Finds it by its name, or among the start and main classes that manifests name.
	 * @param mainClass its name, or null
	 * @param classLoader where to look
	 * @throws IllegalStateException if there is none, or more than one
	 */
	static Class<?> find(@Nullable String mainClass, ClassLoader classLoader) {
		if (mainClass != null) {
			return ClassUtils.resolveClassName(mainClass, classLoader);
		}
		Set<Class<?>> found = new LinkedHashSet<>();
		try {
			for (URL manifest : Collections.list(classLoader.getResources("META-INF/MANIFEST.MF"))) {
				names(manifest).map((name) -> application(name, classLoader))
					.filter(Objects::nonNull)
					.forEach(found::add);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The manifests of the class path cannot be read", ex);
		}
		if (found.size() != 1) {
			throw new IllegalStateException("The environment variable '" + MAIN_CLASS
					+ "' must name the application's class, since the manifests of the class path name " + found);
		}
		return found.iterator().next();
	}

	static Class<?> find() {
		return find(System.getenv(MAIN_CLASS), ApplicationClass.class.getClassLoader());
	}

	private static Stream<String> names(URL manifest) throws IOException {
		try (InputStream content = manifest.openStream()) {
			Attributes attributes = new Manifest(content).getMainAttributes();
			return Stream.of("Start-Class", "Main-Class").map(attributes::getValue).filter(Objects::nonNull);
		}
	}

	private static @Nullable Class<?> application(String name, ClassLoader classLoader) {
		try {
			Class<?> type = Class.forName(name, /* initialize= */ false, classLoader);
			return AnnotatedElementUtils.hasAnnotation(type, SpringBootConfiguration.class) ? type : null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

}
