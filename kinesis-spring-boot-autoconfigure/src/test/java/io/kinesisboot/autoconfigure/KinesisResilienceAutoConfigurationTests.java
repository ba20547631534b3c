package io.kinesisboot.autoconfigure;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.resilience.KinesisResilienceAutoConfiguration;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(EventLoopsStayUp.class)
class KinesisResilienceAutoConfigurationTests {

	private static final String BANK = "resilience4j.circuitbreaker.instances.bank.";

	private final FakeRecordSources sources = new FakeRecordSources();

	private final List<FailedRecord> recovered = new ArrayList<>();

	private final ApplicationContextRunner without = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegionProviderAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
						AwsAutoConfiguration.class, KinesisAutoConfiguration.class, KinesisKclAutoConfiguration.class,
						KinesisListenerAutoConfiguration.class, KinesisResilienceAutoConfiguration.class))
		.withPropertyValues("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
				"spring.cloud.aws.credentials.secret-key=secret", "kinesis.client.endpoint=http://127.0.0.1:1",
				"kinesis.dynamodb.endpoint=http://127.0.0.1:1", "kinesis.listener.retry.initial-interval=1ms",
				"kinesis.listener.retry.max-interval=1ms", BANK + "sliding-window-size=2",
				BANK + "minimum-number-of-calls=2", BANK + "permitted-number-of-calls-in-half-open-state=1",
				BANK + "wait-duration-in-open-state=20ms")
		.withBean("ownSources", RecordSource.Factory.class, () -> this.sources)
		.withBean("ownRecoverer", RecordRecoverer.class, () -> this.recovered::add);

	private final ApplicationContextRunner runner = this.without.withConfiguration(
			AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RateLimiterAutoConfiguration.class,
					BulkheadAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class));

	@Test
	void aListenerWaitsForTheCircuitThatItNames() {
		this.runner.withUserConfiguration(BankListener.class)
			.withPropertyValues("kinesis.listener.retry.max-retries=1")
			.run((context) -> {
				this.sources.get("bank").read("o1");
				assertThat(context.getBean(BankListener.class).calls).containsExactly("o1", "o1", "o1");
				assertThat(this.recovered).isEmpty();
				assertThat(circuit(context.getBean(CircuitBreakerRegistry.class)).getState())
					.isEqualTo(CircuitBreaker.State.CLOSED);
			});
	}

	@Test
	void aContainerTellsWhichCircuitKeepsItsCallsBack() {
		this.runner.withUserConfiguration(BankListener.class).run((context) -> {
			circuit(context.getBean(CircuitBreakerRegistry.class)).transitionToForcedOpenState();
			assertThat(
					context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainer("bank").openCircuit())
				.contains("bank");
		});
	}

	@Test
	void theAnnotationWinsOverTheProperty() {
		this.runner.withUserConfiguration(IndependentListener.class)
			.withPropertyValues("kinesis.listener.circuit-breaker=bank")
			.run((context) -> {
				circuit(context.getBean(CircuitBreakerRegistry.class)).transitionToForcedOpenState();
				this.sources.get("independent").read("o1");
				assertThat(context.getBean(IndependentListener.class).calls).containsExactly("o1");
			});
	}

	@Test
	void aRetryInstanceReplacesTheSettingsOfRetries() {
		this.runner.withUserConfiguration(PlainListener.class)
			.withPropertyValues("kinesis.listener.retry.instance=thrice",
					"resilience4j.retry.instances.thrice.max-attempts=3",
					"resilience4j.retry.instances.thrice.wait-duration=1ms")
			.run((context) -> {
				context.getBean(PlainListener.class).failing = true;
				this.sources.get("plain").read("o1");
				assertThat(context.getBean(PlainListener.class).calls).hasSize(3);
				assertThat(this.recovered).singleElement()
					.satisfies((failed) -> assertThat(failed.attempts()).isEqualTo(3));
				assertThat(context.getBean(RetryRegistry.class)
					.retry("thrice")
					.getMetrics()
					.getNumberOfFailedCallsWithRetryAttempt()).isOne();
			});
	}

	@Test
	void aProducerRefusesRecordsWhileItsCircuitIsOpen() {
		this.runner.withPropertyValues("kinesis.producer.circuit-breaker=bank").run((context) -> {
			circuit(context.getBean(CircuitBreakerRegistry.class)).transitionToForcedOpenState();
			assertThat(context.getBean(KinesisProducer.class)
				.send(new UserRecord("orders", "key", ByteBuffer.allocate(1)))).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isInstanceOf(SendException.class)
				.withMessageContaining("the circuit breaker 'bank' is open");
		});
	}

	@ParameterizedTest
	@CsvSource({ "kinesis.listener.circuit-breaker, circuitbreaker, [bank]",
			"kinesis.listener.rate-limiter, ratelimiter, []", "kinesis.listener.bulkhead, bulkhead, []",
			"kinesis.producer.circuit-breaker, circuitbreaker, [bank]",
			"kinesis.producers.invoices.rate-limiter, ratelimiter, []",
			"kinesis.producers.invoices.bulkhead, bulkhead, []" })
	void aPropertyThatNamesNoInstanceIsTold(String property, String kind, String there) {
		this.runner.withUserConfiguration(PlainListener.class)
			.withPropertyValues("kinesis.producers.invoices.stream=invoices", property + "=bnak")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasStackTraceContaining("Property " + property + " with value 'bnak' is invalid: It must be one of"
						+ " 'resilience4j." + kind + ".instances', which are " + there));
	}

	@ParameterizedTest
	@CsvSource({ "kinesis.listener.retry.instance, retry, retry",
			"kinesis.listener.time-limiter, timeLimiter, timelimiter" })
	void aListenerThatNamesNoInstanceIsTold(String property, String setting, String kind) {
		this.runner.withUserConfiguration(PlainListener.class)
			.withPropertyValues(property + "=bnak")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining(InvalidListenerException.class.getName() + ": Listener 'plain': '" + setting
						+ "' must be one of 'resilience4j." + kind + ".instances', which are [], but was 'bnak'"));
	}

	@Test
	void aTimeLimiterIsNotForMethodsThatReturnAFuture() {
		this.runner.withUserConfiguration(FutureListener.class)
			.withPropertyValues("resilience4j.timelimiter.instances.short.timeout-duration=1s",
					"kinesis.listener.time-limiter=short")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("Listener 'future': 'timeLimiter' must not be set for"));
	}

	@Test
	void withoutResilience4jItsNamesAreToldWithWhatIsMissing() {
		ApplicationContextRunner without = this.without
			.withClassLoader(new FilteredClassLoader("io.github.resilience4j.circuitbreaker"))
			.withUserConfiguration(PlainListener.class);
		without.run((context) -> assertThat(context).hasNotFailed());
		without.withPropertyValues("kinesis.producer.circuit-breaker=bank")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining(
						"Resilience4j must be there: add io.github.resilience4j:resilience4j-spring-boot4"));
		without.withPropertyValues("kinesis.listener.time-limiter=short")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining(
						"Listener 'plain': Resilience4j must be there (io.github.resilience4j:resilience4j-spring-boot4)"));
	}

	private static CircuitBreaker circuit(CircuitBreakerRegistry registry) {
		return registry.find("bank").orElseThrow();
	}

	/** A listener that fails twice. */
	@Configuration(proxyBeanMethods = false)
	static class BankListener {

		private final List<String> calls = new ArrayList<>();

		@KinesisListener(id = "bank", streams = "orders", applicationName = "bank", circuitBreaker = "bank")
		void handle(String order) {
			this.calls.add(order);
			if (this.calls.size() <= 2) {
				throw new IllegalStateException("the bank is away");
			}
		}

	}

	/** A listener that no circuit breaker is for. */
	@Configuration(proxyBeanMethods = false)
	static class IndependentListener {

		private final List<String> calls = new ArrayList<>();

		@KinesisListener(streams = "orders", applicationName = "independent", circuitBreaker = "none")
		void handle(String order) {
			this.calls.add(order);
		}

	}

	/** A listener as the properties have it. */
	@Configuration(proxyBeanMethods = false)
	static class PlainListener {

		private final List<String> calls = new ArrayList<>();

		private boolean failing;

		@KinesisListener(id = "plain", streams = "orders", applicationName = "plain")
		void handle(String order) {
			this.calls.add(order);
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	/** A listener whose calls end later. */
	@Configuration(proxyBeanMethods = false)
	static class FutureListener {

		@KinesisListener(id = "future", streams = "orders", applicationName = "future")
		CompletableFuture<Void> handle(String order) {
			return CompletableFuture.completedFuture(null);
		}

	}

}
