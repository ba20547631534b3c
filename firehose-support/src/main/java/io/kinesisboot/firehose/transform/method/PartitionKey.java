package io.kinesisboot.firehose.transform.method;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what a transformed object is partitioned by: a component of a record, a field or
 * a method without parameters. Its value must be neither null nor blank.
 *
 * @since 0.1.0
 */
@Target({ ElementType.FIELD, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PartitionKey {

	/**
	 * The name of the key, as prefixes of S3 have it:
	 * <code>!{partitionKeyFromLambda:name}</code>. That of the component, the field or
	 * the property unless set.
	 */
	String value() default "";

}
