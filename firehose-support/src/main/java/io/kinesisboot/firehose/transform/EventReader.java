package io.kinesisboot.firehose.transform;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the events of Firehose. What it does not know it skips. Thread-safe.
 */
final class EventReader {

	private final JsonFactory json = new JsonFactory();

	/**
	 * Reads an event.
	 * @param bytes its JSON
	 * @return the event
	 * @throws KinesisBootException if it is none
	 */
	TransformationEvent read(byte[] bytes) {
		try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), bytes)) {
			return new Reading(bytes, parser).event();
		}
		catch (JacksonException | IllegalArgumentException | DateTimeException ex) {
			throw new KinesisBootException("Not a transformation event of Firehose: " + ex.getMessage(), ex);
		}
	}

	/** One event being read. Confined to one thread. */
	private record Reading(byte[] json, JsonParser parser) {

		TransformationEvent event() {
			String invocationId = null;
			String deliveryStreamArn = null;
			String sourceKinesisStreamArn = null;
			String sourceMskArn = null;
			String region = null;
			List<TransformationRecord> records = null;
			require(this.parser.nextToken() == JsonToken.START_OBJECT, "it must be an object");
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				this.parser.nextToken();
				switch (name) {
					case "invocationId" -> invocationId = text();
					case "deliveryStreamArn" -> deliveryStreamArn = text();
					case "sourceKinesisStreamArn" -> sourceKinesisStreamArn = text();
					case "sourceMSKArn" -> sourceMskArn = text();
					case "region" -> region = text();
					case "records" -> records = records();
					default -> this.parser.skipChildren();
				}
			}
			return new TransformationEvent(present("invocationId", invocationId),
					present("deliveryStreamArn", deliveryStreamArn), sourceKinesisStreamArn, sourceMskArn,
					present("region", region), present("records", records));
		}

		private List<TransformationRecord> records() {
			require(this.parser.currentToken() == JsonToken.START_ARRAY, "'records' must be an array");
			List<TransformationRecord> records = new ArrayList<>();
			while (this.parser.nextToken() == JsonToken.START_OBJECT) {
				records.add(record());
			}
			require(this.parser.currentToken() == JsonToken.END_ARRAY, "'records' must hold objects");
			return records;
		}

		private TransformationRecord record() {
			String recordId = null;
			Instant arrival = null;
			byte[] bytes = null;
			TransformationRecord.KinesisMetadata kinesis = null;
			TransformationRecord.MskMetadata msk = null;
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				this.parser.nextToken();
				switch (name) {
					case "recordId" -> recordId = text();
					case "approximateArrivalTimestamp" -> arrival = time();
					case "data", "kafkaRecordValue" -> bytes = base64();
					case "kinesisRecordMetadata" -> kinesis = kinesisMetadata();
					case "mskRecordMetadata" -> msk = mskMetadata();
					default -> this.parser.skipChildren();
				}
			}
			return new TransformationRecord(present("recordId", recordId),
					present("approximateArrivalTimestamp", arrival), present("data", bytes), kinesis, msk);
		}

		private TransformationRecord.@Nullable KinesisMetadata kinesisMetadata() {
			String shardId = "";
			String partitionKey = "";
			String sequenceNumber = "";
			String subsequenceNumber = "";
			Instant arrival = Instant.EPOCH;
			if (this.parser.currentToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				this.parser.nextToken();
				switch (name) {
					case "shardId" -> shardId = present(name, text());
					case "partitionKey" -> partitionKey = present(name, text());
					case "sequenceNumber" -> sequenceNumber = present(name, text());
					case "subsequenceNumber" -> subsequenceNumber = present(name, text());
					case "approximateArrivalTimestamp" -> arrival = time();
					default -> this.parser.skipChildren();
				}
			}
			return new TransformationRecord.KinesisMetadata(shardId, partitionKey, sequenceNumber,
					subsequenceNumber.isEmpty() ? 0 : Long.parseLong(subsequenceNumber), arrival);
		}

		private TransformationRecord.@Nullable MskMetadata mskMetadata() {
			String partitionId = "";
			String offset = "";
			Instant arrival = Instant.EPOCH;
			if (this.parser.currentToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				this.parser.nextToken();
				switch (name) {
					case "partitionId" -> partitionId = present(name, text());
					case "offset" -> offset = present(name, text());
					case "approximateArrivalTimestamp" -> arrival = time();
					default -> this.parser.skipChildren();
				}
			}
			return new TransformationRecord.MskMetadata(partitionId, offset, arrival);
		}

		private @Nullable String text() {
			return this.parser.getValueAsString();
		}

		/** AWS documents milliseconds, and shows a text of ISO 8601 in places. */
		private Instant time() {
			String time = present("approximateArrivalTimestamp", text());
			return (time.indexOf('-', 1) < 0) ? Instant.ofEpochMilli(Long.parseLong(time)) : Instant.parse(time);
		}

		/**
		 * Decodes where it stands: that is several times as fast as by the parser.
		 */
		private byte[] base64() {
			require(this.parser.currentToken() == JsonToken.VALUE_STRING, "'data' must be a text");
			int start = (int) this.parser.currentTokenLocation().getByteOffset() + 1;
			int end = start;
			while (end < this.json.length && this.json[end] != '"' && this.json[end] != '\\') {
				end++;
			}
			if (end == this.json.length || this.json[end] == '\\') {
				return this.parser.getBinaryValue();
			}
			ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(this.json, start, end - start));
			byte[] bytes = decoded.array();
			return (decoded.limit() == bytes.length) ? bytes : Arrays.copyOf(bytes, decoded.limit());
		}

		private static void require(boolean condition, String text) {
			if (!condition) {
				throw new IllegalArgumentException(text);
			}
		}

		private static <T> T present(String name, @Nullable T value) {
			if (value == null) {
				throw new IllegalArgumentException("'" + name + "' must be there");
			}
			return value;
		}

	}

}
