package io.kinesisboot.resilience;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.OpenCircuit;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.ScriptedKinesisEndpoint;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Producers with what {@link Resilience4j} finds around their calls.
 */
@Timeout(60)
class ResilientProducerIntegrationTests {

	private static final String OPEN = "the circuit breaker 'kinesis' is open";

	private final ScriptedKinesisEndpoint endpoint = ScriptedKinesisEndpoint.start();

	private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

	private final RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();

	private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();

	private final Resilience4j resilience = new Resilience4j(this.breakers, this.limiters, this.bulkheads,
			RetryRegistry.ofDefaults(), TimeLimiterRegistry.ofDefaults());

	private CircuitBreaker breaker = breaker(Duration.ofHours(1));

	private KinesisProducer producer = producer(GuardNames.NONE.withCircuitBreaker("kinesis"), OpenCircuit.KEEP);

	@AfterEach
	void close() {
		this.producer.close(Duration.ZERO);
		this.endpoint.close();
	}

	private CircuitBreaker breaker(Duration open) {
		this.breakers.remove("kinesis");
		return this.breakers.circuitBreaker("kinesis",
				CircuitBreakerConfig.custom()
					.slidingWindowSize(2)
					.minimumNumberOfCalls(2)
					.permittedNumberOfCallsInHalfOpenState(1)
					.waitDurationInOpenState(open)
					.build());
	}

	private KinesisProducer producer(GuardNames names, OpenCircuit buffered) {
		return producer(names, buffered, Duration.ofSeconds(30));
	}

	private KinesisProducer producer(GuardNames names, OpenCircuit buffered, Duration timeToLive) {
		return KinesisProducer.builder(this.endpoint.client())
			.options(ProducerOptions.builder()
				.shardRate(ProducerOptions.UNLIMITED)
				.recordTimeToLive(timeToLive)
				.backOffBase(Duration.ofMillis(1))
				.backOffCap(Duration.ofMillis(1))
				.build())
			.guard(this.resilience.guard(names), buffered)
			.build();
	}

	private CompletableFuture<SendResult> send(String key) {
		return this.producer.send(new UserRecord("orders", key, ByteBuffer.allocate(1)));
	}

	private void awaitState(CircuitBreaker.State state) {
		Awaitility.await().until(() -> this.breaker.getState() == state);
	}

	@Test
	void whileTheCircuitIsOpenSendsFailAtOnceAndWhatWasTakenWaits() {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(500, "InternalFailure"));
		CompletableFuture<SendResult> taken = send("a");
		awaitState(CircuitBreaker.State.OPEN);
		assertThat(send("b")).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(SendException.class)
			.withMessageContaining(OPEN);
		assertThat(this.endpoint.calls()).hasSize(2);
		assertThat(taken).isNotDone();
		this.endpoint.otherwise(ScriptedKinesisEndpoint.accept());
		this.breaker.transitionToHalfOpenState();
		assertThat(taken.join().attempts()).isEqualTo(3);
		assertThat(send("b").join().attempts()).isEqualTo(1);
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void whatWasTakenFailsWhenTheCircuitOpensIfThatIsSaid() {
		this.producer.close();
		this.producer = producer(GuardNames.NONE.withCircuitBreaker("kinesis"), OpenCircuit.FAIL);
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(500, "InternalFailure"));
		assertThat(send("a")).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(SendException.class)
			.withMessageContaining(OPEN);
		assertThat(this.endpoint.calls()).hasSize(2);
		this.endpoint.otherwise(ScriptedKinesisEndpoint.accept());
		this.breaker.transitionToClosedState();
		assertThat(send("b").join().attempts()).isEqualTo(1);
	}

	@Test
	void whatWaitsForTheCircuitFailsAfterItsTimeToLive() {
		this.producer.close();
		this.producer = producer(GuardNames.NONE.withCircuitBreaker("kinesis"), OpenCircuit.KEEP,
				Duration.ofMillis(500));
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(500, "InternalFailure"));
		CompletableFuture<SendResult> taken = send("a");
		assertThat(taken).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(SendException.class);
		assertThat(this.endpoint.calls()).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void aSendIsTheTrialWhenTheCircuitHasBeenOpenForLongEnough() {
		this.producer.close();
		this.breaker = breaker(Duration.ofMillis(50));
		this.producer = producer(GuardNames.NONE.withCircuitBreaker("kinesis"), OpenCircuit.FAIL);
		this.breaker.transitionToOpenState();
		Awaitility.await().untilAsserted(() -> assertThat(send("a")).succeedsWithin(Duration.ofSeconds(5)));
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void aThrottledShardIsNoFailureOfTheService() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0), ScriptedKinesisEndpoint.refuse(0),
				ScriptedKinesisEndpoint.refuse(0));
		assertThat(send("a").join().attempts()).isEqualTo(4);
		assertThat(this.breaker.getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void callsWaitForTheRateLimiterAndAreNotCountedWhenNothingIsSent() {
		this.producer.close();
		RateLimiter limiter = this.limiters.rateLimiter("slow",
				RateLimiterConfig.custom().limitForPeriod(3).limitRefreshPeriod(Duration.ofHours(1)).build());
		this.producer = producer(GuardNames.NONE.withRateLimiter("slow"), OpenCircuit.KEEP);
		for (int i = 0; i < 3; i++) {
			send("a").join();
			this.producer.flush().join();
		}
		assertThat(limiter.getMetrics().getAvailablePermissions()).isZero();
		CompletableFuture<SendResult> waiting = send("a");
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone());
		assertThat(this.endpoint.calls()).hasSize(3);
	}

	@Test
	void callsOverAllStreamsFitIntoTheBulkhead() {
		this.producer.close();
		Bulkhead bulkhead = this.bulkheads.bulkhead("narrow", BulkheadConfig.custom().maxConcurrentCalls(1).build());
		this.producer = producer(GuardNames.NONE.withBulkhead("narrow"), OpenCircuit.KEEP);
		CountDownLatch first = new CountDownLatch(1);
		this.endpoint.script(ScriptedKinesisEndpoint.hold(first, ScriptedKinesisEndpoint.accept()));
		CompletableFuture<SendResult> orders = send("a");
		Awaitility.await().until(() -> this.endpoint.calls().size() == 1);
		CompletableFuture<SendResult> payments = this.producer
			.send(new UserRecord("payments", "a", ByteBuffer.allocate(1)));
		Awaitility.await().during(Duration.ofMillis(100)).until(() -> !payments.isDone());
		first.countDown();
		CompletableFuture.allOf(orders, payments).join();
		assertThat(this.endpoint.mostAtOnce()).isEqualTo(1);
		assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(1);
	}

}
