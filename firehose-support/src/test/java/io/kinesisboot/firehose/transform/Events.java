package io.kinesisboot.firehose.transform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events for tests, and what answers say.
 */
public final class Events {

	private Events() {
	}

	/** An event as AWS documents it. */
	public static byte[] documented(String name) throws IOException {
		try (InputStream json = Events.class.getResourceAsStream(name)) {
			return json.readAllBytes();
		}
	}

	/** An event of Direct PUT with records of these payloads, whose ids are numbers. */
	public static TransformationEvent of(String... payloads) {
		List<TransformationRecord> records = new ArrayList<>();
		for (String payload : payloads) {
			records.add(new TransformationRecord(String.valueOf(records.size()), Instant.EPOCH,
					payload.getBytes(StandardCharsets.UTF_8), null, null));
		}
		return new TransformationEvent("invocation", "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
				null, null, "us-east-1", records);
	}

	/** The records of an answer, as Firehose sees them. */
	public static JsonNode records(byte[] answer) {
		return JsonMapper.shared().readTree(answer).required("records");
	}

	/** What a record of an answer is delivered as. */
	public static String text(JsonNode record) {
		return new String(Base64.getDecoder().decode(record.required("data").stringValue()), StandardCharsets.UTF_8);
	}

}
