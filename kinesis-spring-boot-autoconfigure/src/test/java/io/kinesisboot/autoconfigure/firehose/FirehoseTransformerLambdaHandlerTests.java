package io.kinesisboot.autoconfigure.firehose;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.Context;
import io.kinesisboot.KinesisBootException;
import io.kinesisboot.firehose.transform.method.FirehoseTransformer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
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
 * Tests for {@link FirehoseTransformerLambdaHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FirehoseTransformerLambdaHandlerTests {

	private final Handler handler = new Handler();

	@AfterEach
	void close() {
		this.handler.context().close();
	}

	@Test
	void eventReachesTheTransformerOfTheApplication(CapturedOutput output) throws IOException {
		assertThat(handle("clicks", "a", "fail", "c")).isEqualTo("""
				{"records":[{"recordId":"0","result":"Ok","data":"%s"},\
				{"recordId":"1","result":"ProcessingFailed","data":""},\
				{"recordId":"2","result":"Ok","data":"%s"}]}""".formatted(base64("A\n"), base64("C\n")));
		handle("clicks", "d");
		assertThat(output.toString().lines().filter((line) -> line.contains("The application started in "))).hasSize(1);
	}

	@Test
	void nothingIsMadeThatATransformerDoesNotNeed() throws IOException {
		handle("clicks", "a");
		ConfigurableListableBeanFactory beans = this.handler.context().getBeanFactory();
		for (Class<?> type : List.of(FirehoseAsyncClient.class, KinesisAsyncClient.class)) {
			assertThat(beans.getBeanNamesForType(type, true, false)).singleElement()
				.satisfies((name) -> assertThat(beans.containsSingleton(name)).isFalse());
		}
	}

	@Test
	void invocationForAnotherDeliveryStreamFailsByName() {
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> handle("orders", "a"))
			.withMessageContaining("'orders'");
	}

	private String handle(String stream, String... texts) throws IOException {
		String records = IntStream.range(0, texts.length)
			.mapToObj((index) -> "{\"recordId\":\"%d\",\"approximateArrivalTimestamp\":1510772160000,\"data\":\"%s\"}"
				.formatted(index, base64(texts[index])))
			.collect(Collectors.joining(","));
		String event = ("{\"invocationId\":\"id\",\"deliveryStreamArn\":\"arn:aws:firehose:eu-west-1:000000000000:"
				+ "deliverystream/%s\",\"region\":\"eu-west-1\",\"records\":[%s]}")
			.formatted(stream, records);
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		this.handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, nobody());
		return output.toString(StandardCharsets.UTF_8);
	}

	/** A context that nobody asks. */
	private static Context nobody() {
		return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
				(proxy, method, arguments) -> {
					throw new UnsupportedOperationException(method.getName());
				});
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/** The function. */
	private static final class Handler extends FirehoseTransformerLambdaHandler {

		Handler() {
			super(Application.class,
					Stream
						.of("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
								"spring.cloud.aws.credentials.secret-key=secret", "kinesis.embedded.enabled=false",
								"clicks.stream=clicks")
						.map("--"::concat)
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
		Shouter shouter() {
			return new Shouter();
		}

	}

	static final class Shouter {

		@FirehoseTransformer(streams = "${clicks.stream}", appendDelimiter = true)
		String transform(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException("cannot transform " + text);
			}
			return text.toUpperCase(Locale.ROOT);
		}

	}

}
