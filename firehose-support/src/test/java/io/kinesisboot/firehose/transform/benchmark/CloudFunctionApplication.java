package io.kinesisboot.firehose.transform.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.amazonaws.services.lambda.runtime.events.KinesisAnalyticsInputPreprocessingResponse;
import com.amazonaws.services.lambda.runtime.events.KinesisFirehoseEvent;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The transformation as one writes it with Spring Cloud Function and AWS's event classes.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CloudFunctionApplication {

	private static final JsonMapper mapper = JsonMapper.shared();

	@Bean
	Function<KinesisFirehoseEvent, KinesisAnalyticsInputPreprocessingResponse> transform() {
		return (event) -> {
			List<KinesisAnalyticsInputPreprocessingResponse.Record> records = new ArrayList<>();
			for (KinesisFirehoseEvent.Record record : event.getRecords()) {
				View view = mapper.readValue(record.getData().array(), View.class);
				byte[] json = mapper.writeValueAsBytes(view.transformed());
				records.add(new KinesisAnalyticsInputPreprocessingResponse.Record(record.getRecordId(),
						KinesisAnalyticsInputPreprocessingResponse.Result.Ok,
						ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip()));
			}
			return new KinesisAnalyticsInputPreprocessingResponse(records);
		};
	}

}
