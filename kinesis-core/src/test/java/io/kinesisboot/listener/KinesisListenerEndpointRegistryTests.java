package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.producer.KinesisProducer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KinesisListenerEndpointRegistry}.
 */
class KinesisListenerEndpointRegistryTests {

	private static final Runnable NOTHING = () -> {
	};

	private final Map<String, FakeSource> sources = new ConcurrentHashMap<>();

	private final KinesisListenerContainerFactory factory = new KinesisListenerContainerFactory(
			(request, handlers) -> source(request.applicationName()), KinesisMessageConverters.create(),
			ListenerContainerOptions.defaults(), Clock.systemUTC());

	private final KinesisListenerEndpointRegistry registry = new KinesisListenerEndpointRegistry();

	@Test
	void containersStartAndStopAllAtOnce() {
		CyclicBarrier all = new CyclicBarrier(3);
		List.of("one", "two", "three").forEach((name) -> register(name, () -> meet(all), () -> meet(all)));
		this.registry.start();
		assertThat(this.registry.isRunning()).isTrue();
		assertThat(this.registry.getListenerContainers()).hasSize(3)
			.allMatch(KinesisMessageListenerContainer::isRunning);
		this.registry.stop();
		assertThat(this.registry.isRunning()).isFalse();
		assertThat(this.sources.values()).noneMatch(FakeSource::isRunning);
	}

	@Test
	void failureToStartIsThrownWithTheOthersSuppressedAndTheRestStarts() {
		register("one", () -> fail("first"), NOTHING);
		register("two", NOTHING, NOTHING);
		register("three", () -> fail("second"), NOTHING);
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(this.registry::start)
			.withMessage("first")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.satisfies((suppressed) -> assertThat(suppressed).hasMessage("second")));
		assertThat(container("two").isRunning()).isTrue();
		assertThat(container("one").isRunning()).isFalse();
	}

	@Test
	void errorAtTheStartIsTheCauseOfWhatIsThrown() {
		register("one", () -> {
			throw new NoClassDefFoundError("com/example/Missing");
		}, NOTHING);
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(this.registry::start)
			.havingCause()
			.isInstanceOf(NoClassDefFoundError.class);
	}

	@Test
	void containerThatFailsToStopDoesNotKeepTheOthersFromIt() {
		register("one", NOTHING, () -> fail("first"));
		register("two", NOTHING, NOTHING);
		this.registry.start();
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(this.registry::stop).withMessage("first");
		assertThat(source("two").isRunning()).isFalse();
		assertThat(this.registry.isRunning()).isFalse();
	}

	@Test
	void listenerThatIsRegisteredWhileTheRegistryRunsStarts() {
		this.registry.start();
		register("late", NOTHING, NOTHING);
		assertThat(container("late").isRunning()).isTrue();
	}

	@Test
	void listenerThatIsRegisteredBeforeTheStartOrAfterTheStopDoesNotStart() {
		register("early", NOTHING, NOTHING);
		assertThat(container("early").isRunning()).isFalse();
		this.registry.start();
		this.registry.stop();
		register("late", NOTHING, NOTHING);
		assertThat(container("late").isRunning()).isFalse();
	}

	@Test
	void listenerWithoutAutoStartupIsStartedByHandOnlyAndStoppedWithTheOthers() {
		registerWithoutAutoStartup("early");
		this.registry.start();
		registerWithoutAutoStartup("late");
		assertThat(this.registry.getListenerContainers()).noneMatch(KinesisMessageListenerContainer::isRunning);
		container("early").start();
		assertThat(source("early").isRunning()).isTrue();
		this.registry.stop();
		assertThat(source("early").isRunning()).isFalse();
	}

	@Test
	void idsMustDiffer() {
		register("orders", NOTHING, NOTHING);
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> this.registry.register(endpoint("orders", "another"), this.factory))
			.withMessage("'id' must differ between listeners (it names the container) but is 'orders' for both"
					+ " listener 'orders' on [stream-of-orders] and listener 'orders' on [stream-of-another]");
		assertThat(this.registry.getListenerContainers()).hasSize(1);
		assertThat(container("orders").endpoint().applicationName()).isEqualTo("orders");
	}

	@Test
	void applicationNamesMustDiffer() {
		register("orders", NOTHING, NOTHING);
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> this.registry.register(endpoint("another", "orders"), this.factory))
			.withMessage("'applicationName' must differ between listeners (listeners of one name share shards and"
					+ " checkpoints, so that each would get a part only) but is 'orders' for both"
					+ " listener 'orders' on [stream-of-orders] and listener 'another' on [stream-of-orders]");
		assertThat(this.registry.findListenerContainer("another")).isEmpty();
	}

	@Test
	void conflictOnARunningRegistryStartsNothing() {
		register("orders", NOTHING, NOTHING);
		this.registry.start();
		FakeSource first = source("orders");
		FakeSource second = new FakeSource(NOTHING, NOTHING);
		this.sources.put("orders", second);
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> this.registry.register(endpoint("another", "orders"), this.factory));
		assertThat(first.isRunning()).isTrue();
		assertThat(second.isRunning()).isFalse();
	}

	@Test
	void unknownIdIsAnsweredWithThoseThatAreKnown() {
		register("orders", NOTHING, NOTHING);
		register("payments", NOTHING, NOTHING);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.registry.getListenerContainer("returns"))
			.withMessage("'id' must be that of a listener, [orders, payments], but was 'returns'");
		assertThat(this.registry.findListenerContainer("returns")).isEmpty();
		assertThat(this.registry.findListenerContainer("orders")).contains(container("orders"));
	}

	@Test
	void applicationNameOfARetryStreamIsTakenToo() {
		register("orders-retry", NOTHING, NOTHING);
		try (KinesisProducer producer = KinesisProducer
			.builder(KinesisAsyncClient.builder().region(Region.US_EAST_1).build())
			.build()) {
			RetryStreams retryStreams = new RetryStreams(() -> producer, Clock.systemUTC(), Duration.ofSeconds(1));
			KinesisListenerEndpoint retrying = endpoint("orders", "orders")
				.withOptions((options) -> options.withRetryStream(RetryStreamOptions.NONE.withStream("retries")));
			assertThatExceptionOfType(InvalidListenerException.class)
				.isThrownBy(() -> this.registry.register(retrying, this.factory.withRetryStreams(retryStreams)))
				.withMessageContaining("'applicationName' must differ")
				.withMessageContaining("'orders-retry' for both");
		}
	}

	@Test
	void unregisteredListenerIsStoppedAndItsNamesAreFree() {
		register("orders", NOTHING, NOTHING);
		register("returns", NOTHING, NOTHING);
		this.registry.start();
		FakeSource first = source("orders");
		assertThat(this.registry.unregister("orders")).isTrue();
		assertThat(first.isRunning()).isFalse();
		assertThat(source("returns").isRunning()).isTrue();
		assertThat(this.registry.findListenerContainer("orders")).isEmpty();
		assertThat(this.registry.unregister("orders")).isFalse();
		register("orders", NOTHING, NOTHING);
		assertThat(source("orders").isRunning()).isTrue();
	}

	@Test
	void namesOfAListenerStayTakenWhileItStops() {
		register("orders", NOTHING, () -> assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> this.registry.register(endpoint("orders", "orders"), this.factory)));
		this.registry.start();
		assertThat(this.registry.unregister("orders")).isTrue();
	}

	private void register(String name, Runnable onStart, Runnable onStop) {
		this.sources.put(name, new FakeSource(onStart, onStop));
		this.registry.register(endpoint(name, name), this.factory);
	}

	private void registerWithoutAutoStartup(String name) {
		this.sources.put(name, new FakeSource(NOTHING, NOTHING));
		this.registry.register(endpoint(name, name, (options) -> options.withAutoStartup(false)), this.factory);
	}

	private static KinesisListenerEndpoint endpoint(String id, String applicationName) {
		return endpoint(id, applicationName, UnaryOperator.identity());
	}

	private static KinesisListenerEndpoint endpoint(String id, String applicationName,
			UnaryOperator<ListenerContainerOptions> options) {
		return new KinesisListenerEndpoint(id, applicationName, List.of("stream-of-" + applicationName), options,
				new Listener(), listenMethod());
	}

	private static Method listenMethod() {
		try {
			return Listener.class.getDeclaredMethod("listen", String.class);
		}
		catch (NoSuchMethodException ex) {
			throw new AssertionError(ex);
		}
	}

	private KinesisMessageListenerContainer container(String id) {
		return this.registry.getListenerContainer(id);
	}

	private FakeSource source(String applicationName) {
		return Objects.requireNonNull(this.sources.get(applicationName));
	}

	private static void fail(String message) {
		throw new KinesisBootException(message);
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	static final class Listener {

		void listen(String text) {
		}

	}

	private static final class FakeSource implements RecordSource {

		private final Runnable onStart;

		private final Runnable onStop;

		private volatile boolean running;

		FakeSource(Runnable onStart, Runnable onStop) {
			this.onStart = onStart;
			this.onStop = onStop;
		}

		@Override
		public void start() {
			this.onStart.run();
			this.running = true;
		}

		@Override
		public boolean stop(Duration timeout) {
			this.onStop.run();
			this.running = false;
			return true;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
