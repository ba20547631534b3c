package io.kinesisboot.firehose.transform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.function.adapter.aws.FunctionInvoker;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Cloud Function hands events and answers through as they are.
 */
class CloudFunctionIntegrationTests {

	@AfterEach
	void forget() {
		System.clearProperty("MAIN_CLASS");
	}

	@Test
	void eventAndAnswerPassAsTheyAre() throws IOException {
		System.setProperty("MAIN_CLASS", Application.class.getName());
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		new FunctionInvoker().handleRequest(new ByteArrayInputStream(Events.documented("msk-event.json")), out, null);
		assertThat(out.toString(StandardCharsets.UTF_8))
			.isEqualTo("{\"records\":[{\"recordId\":\"00000000000000000000000000000000000000000000000000000000000000\","
					+ "\"result\":\"Ok\",\"kafkaRecordValue\":\"eyJOYW1lIjoiSGVsbG8gV29ybGQifQ==\"}]}");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Function<byte[], byte[]> firehoseTransformer() {
			FirehoseTransformers transformers = new FirehoseTransformers(FirehoseTransformers.MAX_RESPONSE_BYTES,
					OverflowHandler.FAIL);
			transformers.register("copy", Set.of(),
					(event) -> event.records()
						.stream()
						.map((record) -> TransformedRecord.ok(record, record.bytes()))
						.toList());
			return transformers::handle;
		}

	}

}
