package io.kinesisboot.deadletter;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that its listener could not handle, with where it came from and why. It
 * travels as the record's payload, the very same bytes, and {@link #headers()}; a Kinesis
 * stream carries these as tags, what knows no headers carries {@link DeadLetterJson both
 * as JSON}. Immutable.
 *
 * @param record the record as it was read from its stream
 * @param failure why it is here
 * @since 0.1.0
 */
public record DeadLetter(ReceivedRecord record, Failure failure) {

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT);

	/**
	 * Makes the dead letter of a failed record.
	 * @param failed the failed record
	 * @param applicationName the application whose checkpoints the listener uses, or null
	 * if it is not known
	 * @param time when the listener was given up on
	 * @return the dead letter
	 */
	public static DeadLetter of(FailedRecord failed, @Nullable String applicationName, Instant time) {
		return new DeadLetter(failed.record(), Failure.of(failed, applicationName, time));
	}

	/**
	 * Reads a dead letter from a Kinesis stream.
	 * @param carrier the record that carries it
	 * @return the dead letter
	 * @throws MalformedDeadLetterException if a header is not there, or not what it
	 * should be
	 */
	public static DeadLetter of(ReceivedRecord carrier) {
		return of(carrier.data(), carrier.tags());
	}

	/**
	 * Puts a dead letter together again.
	 * @param payload the record's payload
	 * @param headers what {@link #headers()} gave
	 * @return the dead letter
	 * @throws MalformedDeadLetterException if a header is not there, or not what it
	 * should be
	 */
	public static DeadLetter of(ByteBuffer payload, Map<String, String> headers) {
		HeaderReader reader = new HeaderReader(headers);
		ReceivedRecord record = new ReceivedRecord(reader.text(DeadLetterHeaders.STREAM_NAME),
				reader.text(DeadLetterHeaders.SHARD_ID), reader.text(DeadLetterHeaders.PARTITION_KEY),
				reader.optional(DeadLetterHeaders.EXPLICIT_HASH_KEY), reader.text(DeadLetterHeaders.SEQUENCE_NUMBER),
				reader.number(DeadLetterHeaders.SUB_SEQUENCE_NUMBER),
				reader.instant(DeadLetterHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP), payload, tags(headers));
		return new DeadLetter(record, Failure.read(reader));
	}

	private static Map<String, String> tags(Map<String, String> headers) {
		Map<String, String> tags = new HashMap<>();
		headers.forEach((name, value) -> {
			if (name.startsWith(DeadLetterHeaders.OWN)) {
				tags.put(name.substring(DeadLetterHeaders.OWN.length()), value);
			}
			else if (!name.startsWith(DeadLetterHeaders.PREFIX)) {
				tags.put(name, value);
			}
		});
		return tags;
	}

	/**
	 * What goes with the payload: origin and cause by the names of
	 * {@link DeadLetterHeaders}, and the record's own tags. A tag whose name begins as
	 * those do, since the record was itself read from a dead-letter stream, gets
	 * {@code Kinesis_deadLetterOwn.} before its name.
	 * @return the headers, a new map
	 */
	public Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(DeadLetterHeaders.STREAM_NAME, this.record.stream());
		headers.put(DeadLetterHeaders.SHARD_ID, this.record.shardId());
		headers.put(DeadLetterHeaders.SEQUENCE_NUMBER, this.record.sequenceNumber());
		headers.put(DeadLetterHeaders.SUB_SEQUENCE_NUMBER, Long.toString(this.record.subSequenceNumber()));
		headers.put(DeadLetterHeaders.PARTITION_KEY, this.record.partitionKey());
		if (this.record.explicitHashKey() != null) {
			headers.put(DeadLetterHeaders.EXPLICIT_HASH_KEY, this.record.explicitHashKey());
		}
		headers.put(DeadLetterHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP,
				this.record.approximateArrivalTimestamp().toString());
		this.failure.writeTo(headers);
		this.record.tags().forEach((name, value) -> headers.put(ownName(name), value));
		return headers;
	}

	private static String ownName(String tag) {
		return tag.startsWith(DeadLetterHeaders.PREFIX) ? DeadLetterHeaders.OWN + tag : tag;
	}

	/**
	 * Addresses the dead letter to a Kinesis stream, with the keys of the record.
	 * @param stream the name of the stream
	 * @return a record with the payload, and the headers as tags
	 * @throws IllegalArgumentException if PutRecords takes no such keys
	 */
	public UserRecord toUserRecord(String stream) {
		return to(stream, headers());
	}

	/**
	 * Sends the record back: as it was, in its stream, and with a tag
	 * {@link DeadLetterHeaders#REDRIVES} that counts how often this happened, and
	 * {@link DeadLetterHeaders#REDRIVE_LISTENER_ID} that tells whose failure it is.
	 * @return the record without any header of a dead letter
	 * @throws IllegalArgumentException if PutRecords takes no such keys
	 */
	public UserRecord toOrigin() {
		return to(this.record.stream(), this.record.tags()).withTags(Map.of(DeadLetterHeaders.REDRIVES,
				Integer.toString(redrives() + 1), DeadLetterHeaders.REDRIVE_LISTENER_ID, this.failure.listenerId()));
	}

	private UserRecord to(String stream, Map<String, String> tags) {
		return new UserRecord(stream, this.record.partitionKey(), explicitHashKey(), this.record.data(), tags);
	}

	/** Other producers than ours may write leading zeros, which PutRecords refuses. */
	private @Nullable String explicitHashKey() {
		String hashKey = this.record.explicitHashKey();
		return (hashKey != null) ? new BigInteger(hashKey).toString() : null;
	}

	/**
	 * Names the dead letter: alike whenever the record fails in the same listener, unlike
	 * any other.
	 * @return application if it is known, listener, stream, shard, day of arrival, and
	 * sequence numbers, as a path
	 */
	String path() {
		List<String> path = new ArrayList<>();
		if (this.failure.applicationName() != null) {
			path.add(encoded(this.failure.applicationName()));
		}
		path.add(encoded(this.failure.listenerId()));
		path.add(encoded(this.record.stream()));
		path.add(encoded(this.record.shardId()));
		path.add(DAY.format(this.record.approximateArrivalTimestamp().atOffset(ZoneOffset.UTC)));
		path.add("%s-%06d".formatted(this.record.sequenceNumber(), this.record.subSequenceNumber()));
		return String.join("/", path);
	}

	private static String encoded(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8);
	}

	/**
	 * How often the record was sent back to its stream before.
	 * @return the number, 0 if never
	 */
	public int redrives() {
		String redrives = this.record.tags().get(DeadLetterHeaders.REDRIVES);
		try {
			return (redrives != null) ? Integer.parseInt(redrives) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
