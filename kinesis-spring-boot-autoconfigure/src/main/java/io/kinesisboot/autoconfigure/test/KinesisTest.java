package io.kinesisboot.autoconfigure.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.AutoConfigureJson;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Runs a test with what of the application concerns Kinesis only: clients, template,
 * listener infrastructure, Jackson and the endpoint inside the JVM. Of the application's
 * components it finds those that configure these; listeners and what they need are named
 * by {@link #includeFilters()} or imported.
 * <p>
 * The endpoint starts whatever the application's files say about AWS, so that no test
 * writes there by mistake. It does not start where a bean says where AWS is, as that of a
 * test container, or with {@code kinesis.embedded.enabled=false} among the
 * {@link #properties()}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(KinesisTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(KinesisTypeExcludeFilter.class)
@AutoConfigureJson
@AutoConfigureKinesis
public @interface KinesisTest {

	/**
	 * Properties in the form {@literal key=value} that are added to the Spring
	 * {@link Environment} before the test runs.
	 * @return the properties to add
	 */
	String[] properties() default {};

	/**
	 * Whether the components that configure clients, listeners, recoverers and Jackson
	 * are found. With {@code false} only the filters say what is found.
	 * @return whether to use the default filters
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Components that are found besides, for instance a class with
	 * {@link io.kinesisboot.annotation.KinesisListener} methods.
	 * @return the filters, by default none
	 */
	Filter[] includeFilters() default {};

	/**
	 * Components that are not found although they would be otherwise.
	 * @return the filters, by default none
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations that the test shall not have.
	 * @return the classes, by default none
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
