package io.kinesisboot.embedded.junit;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The endpoint of a test class or a test, and what a test may take of it. Clients live in
 * the same store, which closes them before the endpoint. Thread-safe.
 */
final class TestEndpoint implements AutoCloseable {

	private static final Set<String> CLIENTS = Set.of("software.amazon.awssdk.services.kinesis.KinesisAsyncClient",
			"software.amazon.awssdk.services.kinesis.KinesisClient",
			"software.amazon.awssdk.services.firehose.FirehoseAsyncClient",
			"software.amazon.awssdk.services.firehose.FirehoseClient",
			"software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient",
			"software.amazon.awssdk.services.dynamodb.DynamoDbClient",
			"software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient",
			"software.amazon.awssdk.services.cloudwatch.CloudWatchClient");

	private final MovableClock clock = new MovableClock(Clock.systemUTC());

	private final ExtensionContext.Store store;

	private final io.kinesisboot.embedded.EmbeddedKinesis endpoint;

	private TestEndpoint(EmbeddedKinesis settings, ExtensionContext.Store store) {
		this.store = store;
		io.kinesisboot.embedded.EmbeddedKinesis.Builder builder = io.kinesisboot.embedded.EmbeddedKinesis.builder()
			.clock(this.clock)
			.port(settings.port())
			.region(settings.region())
			.accountId(settings.accountId())
			.limits(settings.enforceLimits() ? Limits.enforced() : Limits.off())
			.faultSeed(settings.faultSeed());
		for (String stream : settings.streams()) {
			builder.stream(stream);
		}
		this.endpoint = builder.build().start();
	}

	static TestEndpoint start(EmbeddedKinesis settings, ExtensionContext context, ExtensionContext.Store store) {
		try {
			return new TestEndpoint(settings, store);
		}
		catch (IllegalArgumentException ex) {
			throw new ExtensionConfigurationException(
					"@EmbeddedKinesis on %s: %s".formatted(context.getElement().orElseThrow(), ex.getMessage()), ex);
		}
	}

	static boolean provides(Class<?> type) {
		return type == KinesisEndpoint.class || type == MovableClock.class || CLIENTS.contains(type.getName());
	}

	Object provide(Class<?> type, ExtensionContext.Store wholeRun) {
		if (type == KinesisEndpoint.class) {
			return this.endpoint;
		}
		if (type == MovableClock.class) {
			return this.clock;
		}
		// Clients share event loops, which take two seconds to end with the last client:
		// one that nobody calls saves every test class but the last those seconds
		client(type, wholeRun, type);
		return client(type, this.store, List.of(this, type));
	}

	// computeIfAbsent is not there in JUnit 5
	@SuppressWarnings("deprecation")
	private Object client(Class<?> type, ExtensionContext.Store store, Object key) {
		return Objects
			.requireNonNull(store.getOrComputeIfAbsent(key, (absent) -> AwsClients.create(type, this.endpoint)));
	}

	@Override
	public void close() {
		this.endpoint.close();
	}

}
