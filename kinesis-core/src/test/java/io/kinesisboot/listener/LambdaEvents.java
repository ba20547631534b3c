package io.kinesisboot.listener;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes events as Lambda makes them. Sequence numbers are {@code 100}, {@code 101} and so
 * on.
 */
final class LambdaEvents {

	private static final JsonMapper mapper = new JsonMapper();

	private final ObjectNode event = mapper.createObjectNode();

	private final ArrayNode records = this.event.putArray("Records");

	private final String streamArn;

	private final String shardId;

	private LambdaEvents(String streamArn, String shardId) {
		this.streamArn = streamArn;
		this.shardId = shardId;
	}

	static LambdaEvents of(String stream) {
		return ofArn("arn:aws:kinesis:eu-west-1:000000000000:stream/" + stream);
	}

	static LambdaEvents ofArn(String arn) {
		return new LambdaEvents(arn, "shardId-000000000001");
	}

	static String documented(String resource) throws IOException {
		try (InputStream json = Objects.requireNonNull(LambdaEvents.class.getResourceAsStream("/lambda/" + resource))) {
			return new String(json.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	static InputStream stream(String json) {
		return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
	}

	LambdaEvents records(String... texts) {
		for (String text : texts) {
			record("key-" + text, text.getBytes(StandardCharsets.UTF_8));
		}
		return this;
	}

	LambdaEvents record(String partitionKey, byte[] data) {
		return record(partitionKey, data, this.shardId);
	}

	LambdaEvents record(String partitionKey, byte[] data, String shardId) {
		String sequenceNumber = String.valueOf(100 + this.records.size());
		ObjectNode record = this.records.addObject();
		record.putObject("kinesis")
			.put("kinesisSchemaVersion", "1.0")
			.put("partitionKey", partitionKey)
			.put("sequenceNumber", sequenceNumber)
			.put("data", Base64.getEncoder().encodeToString(data))
			.put("approximateArrivalTimestamp", new BigDecimal("1545084650.987"));
		record.put("eventSource", "aws:kinesis")
			.put("eventID", shardId + ":" + sequenceNumber)
			.put("eventSourceARN", this.streamArn);
		return this;
	}

	LambdaEvents window(@Nullable String state, boolean last, boolean early) {
		this.event.putObject("window").put("start", "2026-11-23T09:00:00Z").put("end", "2026-11-23T09:02:00Z");
		this.event.set("state", mapper.readTree((state != null) ? state : "{}"));
		this.event.put("shardId", this.shardId)
			.put("eventSourceARN", this.streamArn)
			.put("isFinalInvokeForWindow", last)
			.put("isWindowTerminatedEarly", early);
		return this;
	}

	String json() {
		return this.event.toString();
	}

}
