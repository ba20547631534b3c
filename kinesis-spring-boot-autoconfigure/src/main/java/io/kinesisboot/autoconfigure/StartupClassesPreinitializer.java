package io.kinesisboot.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Loads the classes of the AWS SDK, Netty and the Kinesis Client Library which an
 * application needs until its first record, while Spring starts on another processor.
 * <p>
 * Boot runs it on a thread of its own, and not on a single processor, in a native image
 * or with {@code -Dspring.backgroundpreinitializer.ignore=true}; a function of Lambda
 * needs none of these classes. Classes are loaded, not initialized; those of another
 * version of a library that are not there are left out.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupClassesPreinitializer implements BackgroundPreinitializer {

	/** The names in the order in which an application loads them, one a line. */
	private static final String CLASSES = "startup-classes.txt";

	private static final ClassLoader classLoader = StartupClassesPreinitializer.class.getClassLoader();

	@Override
	public void preinitialize() throws IOException {
		if (System.getenv("AWS_LAMBDA_FUNCTION_NAME") == null) {
			names().forEach(StartupClassesPreinitializer::load);
		}
	}

	static List<String> names() throws IOException {
		try (InputStream classes = StartupClassesPreinitializer.class.getResourceAsStream(CLASSES);
				BufferedReader names = new BufferedReader(new InputStreamReader(classes, StandardCharsets.US_ASCII))) {
			return names.lines().toList();
		}
	}

	static @Nullable Class<?> load(String name) {
		try {
			return Class.forName(name, /* initialize= */ false, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

}
