package io.kinesisboot.deadletter;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DeadLetterDestinations}.
 */
class DeadLetterDestinationsTests {

	@Test
	void timeoutThatWaitsForNothingIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DeadLetterDestinations.builder(Clock.systemUTC()).timeout(Duration.ZERO))
			.withMessage("'timeout' must be at least 1 ms but was PT0S");
	}

	@Test
	void librariesOfServicesThatAreNotUsedNeedNotBeThere() throws ReflectiveOperationException {
		ClassLoader loader = new KinesisOnly();
		KinesisAsyncClient client = KinesisAsyncClient.builder()
			.endpointOverride(URI.create("http://localhost:1"))
			.region(Region.US_EAST_1)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.build();
		KinesisProducer producer = KinesisProducer.builder(client).build();
		Supplier<?> clients = () -> client;
		Supplier<?> producers = () -> producer;
		Class<?> destinations = loader.loadClass(DeadLetterDestinations.class.getName());
		Class<?> destination = loader.loadClass(Destination.class.getName());
		Object builder = destinations.getMethod("builder", Clock.class).invoke(null, Clock.systemUTC());
		call(builder, "kinesis", clients, producers);
		Method recoverer = destinations.getMethod("recoverer", destination, String.class);
		assertThat(destinations.getDeclaredMethods()).contains(recoverer);
		assertThat(recoverer.invoke(call(builder, "build"),
				destination.getMethod("of", String.class).invoke(null, "kinesis:dead"), "billing"))
			.isInstanceOf(RecordRecoverer.class);
		producer.close(Duration.ZERO);
		client.close();
	}

	private static Object call(Object builder, String method, Object... suppliers) throws ReflectiveOperationException {
		Class<?>[] types = new Class<?>[suppliers.length];
		Arrays.fill(types, Supplier.class);
		return Objects.requireNonNull(builder.getClass().getMethod(method, types).invoke(builder, suppliers));
	}

	/** Loads the package anew, without Jackson and the clients of other services. */
	private static final class KinesisOnly extends ClassLoader {

		private static final String OURS = "io.kinesisboot.deadletter.";

		KinesisOnly() {
			super(DeadLetterDestinationsTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.matches("(software\\.amazon\\.awssdk\\.services\\.(sqs|s3|firehose)|tools\\.jackson)\\..*")) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith(OURS)) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = Objects.requireNonNull(file).readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
