package io.kinesisboot.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.resilience.Resilience4j;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener on the real KCL whose circuit is open for a while.
 */
class OpenCircuitIntegrationTests {

	private static final int RECORDS = 20;

	private final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final String stream = this.endpoint.createStream("orders", 2);

	private final ListenerHarness harness = new ListenerHarness(this.endpoint);

	private final Resilience4j resilience = new Resilience4j(CircuitBreakerRegistry.ofDefaults(),
			RateLimiterRegistry.ofDefaults(), BulkheadRegistry.ofDefaults(), RetryRegistry.ofDefaults(),
			TimeLimiterRegistry.ofDefaults());

	private final CircuitBreaker bank = this.resilience.circuitBreakers()
		.circuitBreaker("bank",
				CircuitBreakerConfig.custom()
					.slidingWindowSize(2)
					.minimumNumberOfCalls(2)
					.permittedNumberOfCallsInHalfOpenState(2)
					.waitDurationInOpenState(Duration.ofMillis(100))
					.build());

	private final Debits debits = new Debits();

	private final List<FailedRecord> recovered = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.harness.close();
		this.endpoint.close();
	}

	private KinesisMessageListenerContainer start() {
		this.harness.resilience(this.resilience)
			.options(this.harness.options()
				.withResilience(ResilienceOptions.NONE.withGuards(GuardNames.NONE.withCircuitBreaker("bank"))))
			.errors((errors) -> errors.withMaxRetries(1).withRecoverer(this.recovered::add));
		for (String key : List.of("a", "b", "c", "d")) {
			this.endpoint.put(this.stream, key, numbers());
		}
		return this.harness.start(this.debits, this.stream);
	}

	@Test
	void nothingIsGivenUpInAnOutageThatLastsForManyTrials() {
		this.debits.away = true;
		KinesisMessageListenerContainer container = start();
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.debits.failures.get() > 20);
		assertThat(container.shards()).hasSize(2);
		assertThat(container.isPaused()).isFalse();
		this.debits.away = false;
		awaitAll();
		assertThat(container.openCircuit()).isEmpty();
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void aListenerWhoseCircuitIsOpenStopsAndGoesOnWhereItWas() {
		this.bank.transitionToForcedOpenState();
		KinesisMessageListenerContainer container = start();
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> this.bank.getMetrics().getNumberOfNotPermittedCalls() > 0);
		assertThat(container.openCircuit()).contains("bank");
		container.stop();
		assertThat(container.isRunning()).isFalse();
		assertThat(this.debits.handled).isEmpty();
		this.bank.transitionToClosedState();
		container.start();
		awaitAll();
	}

	private void awaitAll() {
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.debits.handled).hasSize(4)
				.allSatisfy((key, numbers) -> assertThat(numbers).as(key).containsExactlyElementsOf(numbers())));
	}

	private static List<String> numbers() {
		return IntStream.range(0, RECORDS).mapToObj(String::valueOf).toList();
	}

	/** A listener that needs a bank. */
	static final class Debits {

		private final Map<String, List<String>> handled = new ConcurrentHashMap<>();

		private volatile boolean away;

		private final AtomicInteger failures = new AtomicInteger();

		void listen(String number, @Header(KinesisHeaders.PARTITION_KEY) String key) throws IOException {
			if (this.away) {
				this.failures.incrementAndGet();
				throw new IOException("the bank is away");
			}
			this.handled.computeIfAbsent(key, (each) -> new CopyOnWriteArrayList<>()).add(number);
		}

	}

}
