package io.kinesisboot.deadletter;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * PutRecord and DescribeDeliveryStream of one delivery stream.
 */
final class FakeFirehose extends FakeAws {

	static final String STREAM = "dead-orders";

	static final String ARN = "arn:aws:firehose:us-east-1:123456789012:deliverystream/" + STREAM;

	private final List<byte[]> records = new CopyOnWriteArrayList<>();

	@Override
	void answer(HttpExchange exchange, byte[] body) throws IOException {
		JsonNode request = JsonMapper.shared().readTree(body);
		if (!request.path("DeliveryStreamName").asString().equals(STREAM)) {
			respond(exchange, 400, error("ResourceNotFoundException"));
			return;
		}
		String target = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
		switch (target) {
			case "Firehose_20150804.PutRecord" -> {
				this.records.add(request.path("Record").path("Data").binaryValue());
				respond(exchange, 200, "{\"RecordId\":\"1\",\"Encrypted\":false}");
			}
			case "Firehose_20150804.DescribeDeliveryStream" ->
				respond(exchange, 200, "{\"DeliveryStreamDescription\":{\"DeliveryStreamARN\":\"" + ARN + "\"}}");
			default -> respond(exchange, 400, error("UnknownOperationException"));
		}
	}

	@Override
	String refusal() {
		return error("InvalidArgumentException");
	}

	private static String error(String code) {
		return "{\"__type\":\"%s\",\"message\":\"Refused by the test\"}".formatted(code);
	}

	List<byte[]> records() {
		return this.records;
	}

	FirehoseAsyncClient client() {
		return configure(FirehoseAsyncClient.builder()).build();
	}

}
