package io.kinesisboot.autoconfigure.test;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;
import org.springframework.util.StringUtils;

/**
 * Starts the context of a {@link KinesisTest}, with the endpoint inside the JVM unless
 * the test's own properties turn it off.
 */
final class KinesisTestContextBootstrapper extends TestSliceTestContextBootstrapper<KinesisTest> {

	private static final String[] EMBEDDED = { "kinesis.embedded.enabled=true" };

	@Override
	protected String @Nullable [] getProperties(Class<?> testClass) {
		return StringUtils.concatenateStringArrays(EMBEDDED, super.getProperties(testClass));
	}

}
