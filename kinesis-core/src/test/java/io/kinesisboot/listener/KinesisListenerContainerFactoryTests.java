package io.kinesisboot.listener;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.method.ListenerMethods;
import io.kinesisboot.listener.method.TumblingWindow;
import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KinesisListenerContainerFactory}.
 */
class KinesisListenerContainerFactoryTests {

	private final KinesisListenerContainerFactory plain = new KinesisListenerContainerFactory((request, handlers) -> {
		throw new UnsupportedOperationException();
	}, KinesisMessageConverters.create(), ListenerContainerOptions.defaults(), Clock.systemUTC());

	private final KinesisListenerContainerFactory factory = this.plain.withRetryStreams(new RetryStreams(() -> {
		throw new UnsupportedOperationException();
	}, Clock.systemUTC(), Duration.ofSeconds(1)));

	@Test
	void retryStreamMustBeNoneOfTheStreams() {
		assertRejected(this.factory, endpoint("orders").withOptions(withRetryStream("orders")),
				"Listener 'orders': 'retryStream' must be none of 'streams', which are [orders], but was 'orders'");
		assertRejected(this.factory,
				endpoint("arn:aws:kinesis:us-east-1:000000000000:stream/orders").withOptions(withRetryStream("orders")),
				"Listener 'orders': 'retryStream' must be none of 'streams', which are "
						+ "[arn:aws:kinesis:us-east-1:000000000000:stream/orders], but was 'orders'");
	}

	@Test
	void retryStreamIsNotPossibleWithTumblingWindows() throws Exception {
		KinesisListenerEndpoint windowed = new KinesisListenerEndpoint("orders", "app", List.of("orders"),
				withRetryStream("retries").andThen((options) -> options
					.withDispatch(options.dispatch().withTumblingWindow(Duration.ofMinutes(1))))::apply,
				new Windowed(), Windowed.class.getDeclaredMethod("listen", List.class, TumblingWindow.class));
		assertRejected(this.factory, windowed,
				"Listener 'orders': 'retryStream' must not be set with 'tumblingWindow' (a record has one window), which is"
						+ " PT1M, but was 'retries'");
	}

	@Test
	void retryStreamIsNotPossibleWithUnlimitedRetriesInPlace() {
		assertRejected(this.factory,
				endpoint("orders").withOptions((options) -> withRetryStream("retries")
					.apply(options.withErrors(options.errors().withMaxRetries(ErrorOptions.UNLIMITED)))),
				"Listener 'orders': 'maxRetries' must be 0 or more with 'retryStream' (records get there when these are used"
						+ " up) but was -1");
	}

	@Test
	void retryStreamNeedsWhatWritesToIt() {
		assertRejected(this.plain, endpoint("orders").withOptions(withRetryStream("retries")),
				"Listener 'orders': 'retryStream' needs a container factory with RetryStreams");
	}

	@Test
	void listenerHasAnId() {
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> new KinesisListenerEndpoint(" ", "app", List.of("orders"), UnaryOperator.identity(),
					new Windowed(), ClassUtils.getMethod(Object.class, "toString")))
			.withMessage("'id' of a listener on [orders] must not be blank");
	}

	@Test
	void listenerHasAMethod() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ListenerMethods("type", List.of()))
			.withMessage("'handlers' must have at least one method");
	}

	@Test
	void windowMayBeSmallerThanABatch() {
		KinesisListenerEndpoint endpoint = endpoint("orders").withOptions((options) -> options
			.withDispatch(options.dispatch().withBatchSize(1000).withWindow(new WindowLimits(500, 1 << 20))));
		assertThat(this.plain.create(endpoint).applicationNames()).containsExactly("app");
	}

	private static void assertRejected(KinesisListenerContainerFactory factory, KinesisListenerEndpoint endpoint,
			String message) {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> factory.create(endpoint))
			.satisfies((ex) -> assertThat(ex).hasMessage(message));
	}

	private static UnaryOperator<ListenerContainerOptions> withRetryStream(String stream) {
		return (options) -> options.withRetryStream(RetryStreamOptions.NONE.withStream(stream));
	}

	private static KinesisListenerEndpoint endpoint(String stream) {
		return KinesisListenerEndpoint.ofRecords("orders", "app", List.of(stream), (record) -> {
		});
	}

	static final class Windowed {

		void listen(List<ReceivedRecord> records, TumblingWindow window) {
		}

	}

}
