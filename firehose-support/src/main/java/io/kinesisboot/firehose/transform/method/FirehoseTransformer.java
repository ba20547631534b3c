package io.kinesisboot.firehose.transform.method;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that transforms the records of Firehose, as a function of AWS Lambda.
 * <p>
 * It takes one record, or a {@code List} of all that came together: as {@code byte[]}, as
 * {@code String}, as {@link io.kinesisboot.firehose.transform.TransformationRecord
 * TransformationRecord}, or as an object that is read from its JSON. Beside one record it
 * may take the {@code TransformationRecord}, and beside any the
 * {@link io.kinesisboot.firehose.transform.TransformationEvent TransformationEvent}.
 * <p>
 * It returns what is delivered instead of the record: {@code byte[]}, {@code String}, an
 * object to become JSON, several of these in a collection, an array or a stream, which
 * are joined by the delimiter, or a
 * {@link io.kinesisboot.firehose.transform.Transformation Transformation}. An empty
 * {@code Optional} and an empty collection drop the record. A method for a {@code List}
 * returns a {@code List} with one of these for each record, in their order.
 * <p>
 * A record that cannot be read, whose call throws, or for which {@code null} is returned,
 * fails alone: Firehose writes it to the error output. If a method for a {@code List}
 * throws, it is called for each record by itself.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface FirehoseTransformer {

	/**
	 * The names of the delivery streams whose records are transformed; all for which
	 * there is no other method unless set. Placeholders are replaced.
	 */
	String[] streams() default {};

	/**
	 * Whether what is delivered ends with the delimiter, for destinations that want a
	 * line a record.
	 */
	boolean appendDelimiter() default false;

	/**
	 * What stands between the parts that one record has become, and behind it if it is
	 * appended.
	 */
	String delimiter() default "\n";

	/**
	 * The keys of dynamic partitioning: {@code name=expression}, or only the name of a
	 * property. The root of an expression (SpEL) is what is delivered, before it becomes
	 * bytes. See also {@link PartitionKey}.
	 */
	String[] partitionKeys() default {};

	/**
	 * What has Firehose repeat the whole invocation if it is thrown, instead of failing
	 * the record: what may pass, such as a service that is away. Firehose repeats three
	 * times, unless its processor is set otherwise, and then writes all records to the
	 * error output.
	 */
	Class<? extends Throwable>[] repeatOn() default {};

}
