package io.kinesisboot.consumer.lambda;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the events of Lambda, and takes the user records out of their stream records.
 * Thread-safe.
 */
final class LambdaEventReader {

	private static final Logger logger = LoggerFactory.getLogger(LambdaEventReader.class);

	/** Of a stream, or of a consumer that is registered with it. */
	private static final Pattern STREAM_ARN = Pattern.compile("arn:[^:]+:kinesis:[^:]*:[^:]*:stream/([^/:]+)(/.+)?");

	private static final int MILLIS_DIGITS = 3;

	private final JsonMapper mapper = new JsonMapper();

	/**
	 * Reads an event.
	 * @param json the event, which is not closed
	 * @return the event; null if it has neither records nor a window
	 * @throws KinesisBootException if it is not an event of one shard of a stream
	 */
	@Nullable LambdaEvent read(InputStream json) {
		try {
			JsonNode event = this.mapper.readTree(json);
			JsonNode records = event.required("Records");
			if (event.hasNonNull("window")) {
				return read(records, event.required("eventSourceARN").stringValue(),
						event.required("shardId").stringValue(), window(event));
			}
			return records.isEmpty() ? null : read(records, same(records, "eventSourceARN", Pattern.compile(".*")),
					same(records, "eventID", Pattern.compile("[^:]+")), null);
		}
		catch (JacksonException | IllegalArgumentException | DateTimeParseException ex) {
			throw new KinesisBootException("Not an event of a Kinesis stream: " + ex.getMessage(), ex);
		}
	}

	private static LambdaEvent read(JsonNode records, String sourceArn, String shardId,
			LambdaEvent.@Nullable Window window) {
		Matcher arn = STREAM_ARN.matcher(sourceArn);
		if (!arn.matches()) {
			throw new IllegalArgumentException("'eventSourceARN' must be that of a stream but was '" + sourceArn + "'");
		}
		StreamRecords reader = new StreamRecords(arn.group(1), shardId);
		records.forEach((record) -> reader.add(record.required("kinesis")));
		return new LambdaEvent(sourceArn, reader.stream(), shardId, List.copyOf(reader.records()), window);
	}

	/**
	 * What all records say, since an event has those of one shard.
	 */
	private static String same(JsonNode records, String property, Pattern part) {
		Set<String> values = new HashSet<>();
		for (JsonNode record : records) {
			Matcher value = part.matcher(record.required(property).stringValue());
			values.add(value.lookingAt() ? value.group() : "");
		}
		if (values.size() != 1) {
			throw new IllegalArgumentException("'" + property + "' must be of one shard but was of " + values);
		}
		return values.iterator().next();
	}

	private static LambdaEvent.Window window(JsonNode event) {
		JsonNode window = event.required("window");
		boolean early = event.path("isWindowTerminatedEarly").asBoolean(false);
		boolean last = event.path("isFinalInvokeForWindow").asBoolean(false) || early;
		JsonNode state = event.path("state");
		return new LambdaEvent.Window(Instant.parse(window.required("start").stringValue()),
				Instant.parse(window.required("end").stringValue()),
				(state.isObject() ? state.toString() : "{}").getBytes(StandardCharsets.UTF_8), last, early);
	}

	/** Gathers the user records of stream records. Confined to one thread. */
	private record StreamRecords(String stream, String shardId, List<ReceivedRecord> records) {

		StreamRecords(String stream, String shardId) {
			this(stream, shardId, new ArrayList<>());
		}

		void add(JsonNode record) {
			ByteBuffer data = ByteBuffer.wrap(Base64.getDecoder().decode(record.required("data").stringValue()));
			String sequenceNumber = record.required("sequenceNumber").stringValue();
			Instant arrival = Instant.ofEpochMilli(record.required("approximateArrivalTimestamp")
				.decimalValue()
				.movePointRight(MILLIS_DIGITS)
				.longValue());
			Aggregate aggregate = Aggregate.read(data);
			if (aggregate != null) {
				add(aggregate, sequenceNumber, arrival);
				return;
			}
			if (Aggregate.isMarked(data)) {
				logger.warn("Record {} of shard {} of stream '{}' is a damaged aggregate, and is handled as it is",
						sequenceNumber, this.shardId, this.stream);
			}
			this.records.add(new ReceivedRecord(this.stream, this.shardId,
					record.required("partitionKey").stringValue(), null, sequenceNumber, 0, arrival, data, Map.of()));
		}

		private void add(Aggregate aggregate, String sequenceNumber, Instant arrival) {
			for (int i = 0; i < aggregate.size(); i++) {
				this.records.add(new ReceivedRecord(this.stream, this.shardId, aggregate.partitionKey(i),
						aggregate.explicitHashKey(i), sequenceNumber, i, arrival, aggregate.data(i),
						aggregate.tags(i)));
			}
		}

	}

}
