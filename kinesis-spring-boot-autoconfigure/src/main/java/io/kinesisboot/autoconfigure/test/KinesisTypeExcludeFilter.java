package io.kinesisboot.autoconfigure.test;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/**
 * Leaves out the application's components that a {@link KinesisTest} is not to have.
 * Immutable.
 */
final class KinesisTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<KinesisTest> {

	KinesisTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

}
