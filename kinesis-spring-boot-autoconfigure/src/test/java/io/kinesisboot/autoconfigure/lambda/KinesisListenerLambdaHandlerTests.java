package io.kinesisboot.autoconfigure.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.amazonaws.services.lambda.runtime.Context;
import io.kinesisboot.KinesisBootException;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KinesisListenerLambdaHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class KinesisListenerLambdaHandlerTests {

	private static final String[] AWS = { "--spring.cloud.aws.region.static=eu-west-1",
			"--spring.cloud.aws.credentials.access-key=key", "--spring.cloud.aws.credentials.secret-key=secret",
			"--kinesis.embedded.enabled=false" };

	private final List<Handler> handlers = new ArrayList<>();

	@AfterEach
	void close() {
		this.handlers.forEach((handler) -> handler.context().close());
	}

	@Test
	void eventReachesTheListenerOfTheApplication(CapturedOutput output) throws IOException {
		start();
		assertThat(handle("a", "b")).isEqualTo("{\"batchItemFailures\":[]}");
		assertThat(listener().seen).containsExactly("a", "b");
		handle("c");
		assertThat(output.toString().lines().filter((line) -> line.contains("The application started in "))).hasSize(1);
	}

	@Test
	void nothingIsMadeThatAFunctionDoesNotNeed() throws IOException {
		start();
		handle("a");
		ConfigurableListableBeanFactory beans = handler().context().getBeanFactory();
		assertThat(beans.getBeanNamesForType(KclSourceFactory.class)).isEmpty();
		for (Class<?> type : List.of(DynamoDbAsyncClient.class, KinesisAsyncClient.class)) {
			assertThat(beans.getBeanNamesForType(type, true, false)).singleElement()
				.satisfies((name) -> assertThat(beans.containsSingleton(name)).isFalse());
		}
		assertThat(beans.getBean(KinesisListenerEndpointRegistry.class).getListenerContainers())
			.allMatch((container) -> container.isRunning());
	}

	@Test
	void failureIsLeftToLambdaWithoutARetryInPlace() {
		start();
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> handle("a", "fail", "c"))
			.havingRootCause()
			.withMessage("cannot handle fail");
		assertThat(listener().seen).containsExactly("a", "fail");
		assertThat(handler().context().getBean(Recoverer.class).recovered).isEmpty();
	}

	@Test
	void failureIsReportedIfLambdaReadsReports() throws IOException {
		start("--kinesis.lambda.report-batch-item-failures=true");
		assertThat(handle("a", "fail", "c")).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"101\"}]}");
	}

	@Test
	void settingsOfTheApplicationWin() throws IOException {
		start("--kinesis.listener.retry.max-retries=2", "--kinesis.listener.retry.initial-interval=1ms",
				"--kinesis.listener.on-failure=recoverer");
		assertThat(handle("a", "fail", "c")).isEqualTo("{\"batchItemFailures\":[]}");
		assertThat(listener().seen).containsExactly("a", "fail", "fail", "fail", "c");
		assertThat(handler().context().getBean(Recoverer.class).recovered).hasSize(1);
	}

	@Test
	void noFurtherCallBeginsInTheReserve() throws IOException {
		start("--kinesis.lambda.report-batch-item-failures=true", "--kinesis.lambda.time-reserve=20s");
		assertThat(handle("a")).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"100\"}]}");
		assertThat(listener().seen).isEmpty();
	}

	private void start(String... arguments) {
		this.handlers.add(new Handler(arguments));
	}

	private Handler handler() {
		return this.handlers.get(0);
	}

	private Listener listener() {
		return handler().context().getBean(Listener.class);
	}

	private String handle(String... texts) throws IOException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		handler().handleRequest(new ByteArrayInputStream(event(texts).getBytes(StandardCharsets.UTF_8)), output,
				context(10_000));
		return output.toString(StandardCharsets.UTF_8);
	}

	private static String event(String... texts) {
		return IntStream.range(0, texts.length)
			.mapToObj((index) -> """
					{"kinesis": {"partitionKey": "key", "sequenceNumber": "%d", "data": "%s",
					"approximateArrivalTimestamp": 1545084650.987}, "eventID": "shardId-000000000000:%1$d",
					"eventSourceARN": "arn:aws:kinesis:eu-west-1:000000000000:stream/orders"}""".formatted(100 + index,
					Base64.getEncoder().encodeToString(texts[index].getBytes(StandardCharsets.UTF_8))))
			.collect(Collectors.joining(",", "{\"Records\":[", "]}"));
	}

	private static Context context(int millisRemaining) {
		return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
				(proxy, method, arguments) -> {
					if (!method.getName().equals("getRemainingTimeInMillis")) {
						throw new UnsupportedOperationException(method.getName());
					}
					return millisRemaining;
				});
	}

	/** The function. */
	private static final class Handler extends KinesisListenerLambdaHandler {

		Handler(String... arguments) {
			super(Application.class,
					IntStream.range(0, AWS.length + arguments.length)
						.mapToObj((index) -> (index < AWS.length) ? AWS[index] : arguments[index - AWS.length])
						.toArray(String[]::new));
		}

		ConfigurableApplicationContext context() {
			return application();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		Recoverer recoverer() {
			return new Recoverer();
		}

	}

	static final class Listener {

		private final List<String> seen = new ArrayList<>();

		@KinesisListener(streams = "orders", applicationName = "orders-app")
		void handle(String text) {
			this.seen.add(text);
			if (text.equals("fail")) {
				throw new IllegalStateException("cannot handle " + text);
			}
		}

	}

	static final class Recoverer implements RecordRecoverer {

		private final List<FailedRecord> recovered = new ArrayList<>();

		@Override
		public void recover(FailedRecord failed) {
			this.recovered.add(failed);
		}

	}

}
