package io.kinesisboot.embedded.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs tests with an embedded endpoint. On a class, all its tests and those of its nested
 * classes share one, which starts before the first and closes after the last; a nested
 * class that has the annotation itself has its own. On a method, that test has its own.
 * <p>
 * Constructors, test methods and lifecycle methods may take the {@link KinesisEndpoint},
 * its {@link MovableClock}, and where the AWS SDK is on the class path its
 * {@code KinesisAsyncClient}, {@code KinesisClient}, {@code FirehoseAsyncClient},
 * {@code FirehoseClient}, {@code DynamoDbAsyncClient}, {@code DynamoDbClient},
 * {@code CloudWatchAsyncClient} or {@code CloudWatchClient}, which are closed with the
 * endpoint.
 *
 * <pre class="code">
 * &#64;EmbeddedKinesis(streams = { "orders", "payments:4" })
 * class OrdersTests {
 *
 *     &#64;Test
 *     void orderIsTaken(KinesisAsyncClient kinesis) {
 *     }
 *
 * }
 * </pre>
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(EmbeddedKinesisExtension.class)
public @interface EmbeddedKinesis {

	/**
	 * Streams that are there from the start, each a name such as {@code orders}, or a
	 * name and the number of shards such as {@code orders:4}.
	 * @return the streams, by default none
	 */
	String[] streams() default {};

	/**
	 * Whether each test has an endpoint of its own, with nothing in it that another test
	 * has left. Constructors and {@code @BeforeAll} methods then cannot take one.
	 * @return whether it is started for each test, by default once for the class
	 */
	boolean perTest() default false;

	/**
	 * Where to listen on the loopback interface.
	 * @return the port; 0, the default, for any that is free
	 */
	int port() default 0;

	/**
	 * The region in ARNs, and of the clients.
	 * @return the region's name
	 */
	String region() default "us-east-1";

	/**
	 * The account in ARNs.
	 * @return twelve digits
	 */
	String accountId() default "000000000000";

	/**
	 * Whether it refuses as the service does what is beyond the service's limits.
	 * @return whether it does, by default not
	 */
	boolean enforceLimits() default false;

	/**
	 * What {@link KinesisEndpoint#faults() faults} are drawn by.
	 * @return the seed; always the same by default, so that a test fails alike each time
	 */
	long faultSeed() default 0;

}
