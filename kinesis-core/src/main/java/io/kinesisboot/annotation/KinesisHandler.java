package io.kinesisboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Marks a method of a class with {@link KinesisListener} to be called with the records of
 * some types. It takes and returns what any listener method for one record may.
 * <p>
 * {@link KinesisListener#typedBy()} says where records tell their type. A record of a
 * type that no method is for, or of none, is given to the default method; if there is
 * none, it is given up like a record that cannot be converted.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface KinesisHandler {

	/**
	 * The types. An alias for {@link #types()}.
	 */
	@AliasFor("types")
	String[] value() default {};

	/**
	 * The types, such as {@code order-placed}, which may hold placeholders. If empty, and
	 * this is not the default, the simple name of the class of the payload.
	 */
	@AliasFor("value")
	String[] types() default {};

	/**
	 * Whether the method takes the records that no other method is for.
	 */
	boolean isDefault() default false;

}
