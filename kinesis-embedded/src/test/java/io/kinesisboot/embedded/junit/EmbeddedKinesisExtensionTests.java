package io.kinesisboot.embedded.junit;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.kinesisboot.embedded.KinesisEndpoint;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the life of the endpoints that {@link EmbeddedKinesis} starts. The tests that
 * it runs are its nested classes, which write down where their endpoints are; those that
 * must fail are disabled for everybody else.
 */
class EmbeddedKinesisExtensionTests {

	private static final List<URI> endpoints = new CopyOnWriteArrayList<>();

	private static final List<KinesisAsyncClient> clients = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		endpoints.clear();
		clients.clear();
	}

	@Test
	void classWithItsNestedClassesHasOneEndpoint() {
		assertThatAllSucceed(run(Shared.class), 3);
		assertThat(endpoints).hasSize(7).containsOnly(endpoints.get(0));
		assertThatNobodyListensAt(endpoints.get(0));
	}

	@Test
	void classWithOneInstanceHasOneEndpoint() {
		assertThatAllSucceed(run(OneInstance.class), 4);
		assertThat(endpoints).hasSize(4);
		assertThat(Set.copyOf(endpoints)).as("that of the class, and of the nested class with the annotation")
			.hasSize(2);
		endpoints.forEach(EmbeddedKinesisExtensionTests::assertThatNobodyListensAt);
	}

	@Test
	void annotationIsInheritedAndEveryClassHasItsOwnEndpoint() {
		assertThatAllSucceed(run(First.class, Second.class), 2);
		assertThat(endpoints).hasSize(2).doesNotHaveDuplicates();
		endpoints.forEach(EmbeddedKinesisExtensionTests::assertThatNobodyListensAt);
	}

	@Test
	void classesThatRunAtOnceHaveTheirOwnEndpoints() {
		Map<String, String> atOnce = Map.of("junit.jupiter.execution.parallel.enabled", "true",
				"junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
				"junit.jupiter.execution.parallel.config.strategy", "fixed",
				"junit.jupiter.execution.parallel.config.fixed.parallelism", "2");
		assertThatAllSucceed(run(atOnce, First.class, Second.class), 2);
		assertThat(endpoints).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void nestedClassWithTheAnnotationHasItsOwnEndpoint() {
		assertThatAllSucceed(run(Outer.class), 2);
		assertThat(endpoints).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void methodWithTheAnnotationHasItsOwnEndpoint() {
		assertThatAllSucceed(run(OneMethod.class), 2);
		assertThat(endpoints).hasSize(2).doesNotHaveDuplicates();
		endpoints.forEach(EmbeddedKinesisExtensionTests::assertThatNobodyListensAt);
	}

	@Test
	void endpointPerTestIsAnotherForEachOne() {
		assertThatAllSucceed(run(PerTest.class), 3);
		assertThat(endpoints).hasSize(3).doesNotHaveDuplicates();
	}

	@Test
	void clientsAreClosedWithTheirEndpoint() {
		assertThatAllSucceed(run(WithClient.class), 1);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> clients.get(0).listStreams().join())
			.as("one that is open would find that nobody listens")
			.withMessageNotContaining("Connection refused");
	}

	@Test
	void constructorCannotTakeAnEndpointThatStartsWithTheTest() {
		assertThatFailure(run(PerTestInConstructor.class)).isInstanceOf(ParameterResolutionException.class)
			.hasMessageContaining("belongs to an endpoint that starts with each test");
	}

	@Test
	void streamOfTheWrongFormIsNamed() {
		assertThatFailure(run(WrongStream.class)).isInstanceOf(ExtensionConfigurationException.class)
			.hasMessage("@EmbeddedKinesis on class " + WrongStream.class.getName()
					+ ": A stream must be NAME or NAME:SHARDS but was 'orders:many'");
	}

	private static EngineExecutionResults run(Class<?>... classes) {
		return run(Map.of(), classes);
	}

	private static EngineExecutionResults run(Map<String, String> configuration, Class<?>... classes) {
		return EngineTestKit.engine("junit-jupiter")
			.configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
			.configurationParameters(configuration)
			.selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new))
			.execute();
	}

	private static void assertThatAllSucceed(EngineExecutionResults results, int tests) {
		assertThat(results.allEvents().failed().list()).isEmpty();
		assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
	}

	private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFailure(EngineExecutionResults results) {
		assertThat(results.allEvents().failed().count()).isEqualTo(1);
		return assertThat(results.allEvents()
			.failed()
			.stream()
			.findFirst()
			.flatMap((event) -> event.getPayload(TestExecutionResult.class))
			.flatMap(TestExecutionResult::getThrowable)
			.orElseThrow());
	}

	private static void assertThatNobodyListensAt(URI endpoint) {
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
			}
		});
	}

	@EmbeddedKinesis(streams = "orders")
	static class Shared {

		Shared(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@BeforeAll
		static void beforeAll(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@RepeatedTest(2)
		void test(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@Nested
		class Inner {

			@Test
			void test(KinesisEndpoint kinesis) {
				endpoints.add(kinesis.endpoint());
			}

		}

	}

	@EmbeddedKinesis
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	static class OneInstance {

		final URI endpoint;

		OneInstance(KinesisEndpoint kinesis) {
			this.endpoint = kinesis.endpoint();
		}

		@BeforeAll
		void beforeAll(KinesisEndpoint kinesis) {
			assertThat(kinesis.endpoint()).isEqualTo(this.endpoint);
		}

		@RepeatedTest(2)
		void test(KinesisEndpoint kinesis) {
			assertThat(kinesis.endpoint()).isEqualTo(this.endpoint);
			endpoints.add(this.endpoint);
		}

		@Nested
		@TestInstance(TestInstance.Lifecycle.PER_CLASS)
		class Inner {

			Inner(KinesisEndpoint kinesis) {
				assertThat(kinesis.endpoint()).isEqualTo(OneInstance.this.endpoint);
			}

			@Test
			void test(KinesisEndpoint kinesis) {
				endpoints.add(kinesis.endpoint());
			}

		}

		@Nested
		@EmbeddedKinesis
		@TestInstance(TestInstance.Lifecycle.PER_CLASS)
		class InnerWithItsOwn {

			final URI own;

			InnerWithItsOwn(KinesisEndpoint kinesis) {
				this.own = kinesis.endpoint();
			}

			@Test
			void test(KinesisEndpoint kinesis) {
				assertThat(kinesis.endpoint()).isEqualTo(this.own);
				endpoints.add(this.own);
			}

		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@EmbeddedKinesis(streams = "orders")
	@interface WithOrders {

	}

	@WithOrders
	abstract static class Base {

		@Test
		void test(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

	}

	static class First extends Base {

	}

	static class Second extends Base {

	}

	@EmbeddedKinesis
	static class Outer {

		@Test
		void test(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@Nested
		@EmbeddedKinesis
		class Inner {

			@Test
			void test(KinesisEndpoint kinesis) {
				endpoints.add(kinesis.endpoint());
			}

		}

	}

	static class OneMethod {

		@Test
		@EmbeddedKinesis
		void first(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@Test
		@EmbeddedKinesis
		void second(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

	}

	@EmbeddedKinesis(perTest = true)
	static class PerTest {

		@RepeatedTest(2)
		void test(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@Nested
		class Inner {

			@Test
			void test(KinesisEndpoint kinesis) {
				endpoints.add(kinesis.endpoint());
			}

		}

	}

	@Disabled("fails as it should")
	@EmbeddedKinesis(perTest = true)
	static class PerTestInConstructor {

		PerTestInConstructor(KinesisEndpoint kinesis) {
			endpoints.add(kinesis.endpoint());
		}

		@Test
		void test() {
		}

	}

	@EmbeddedKinesis
	static class WithClient {

		@Test
		void test(KinesisAsyncClient client) {
			assertThat(client.listStreams().join().streamNames()).isEmpty();
			clients.add(client);
		}

	}

	@Disabled("fails as it should")
	@EmbeddedKinesis(streams = "orders:many")
	static class WrongStream {

		@Test
		void test() {
		}

	}

}
