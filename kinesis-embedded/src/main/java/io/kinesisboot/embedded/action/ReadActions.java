package io.kinesisboot.embedded.action;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.action.ShardIterators.Place;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisErrors;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;
import io.kinesisboot.embedded.stream.SequenceNumber;
import io.kinesisboot.embedded.stream.StoredRecord;
import io.kinesisboot.embedded.stream.StreamReference;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * GetShardIterator and GetRecords. Thread-safe.
 */
final class ReadActions {

	private static final int MAX_RECORDS = 10_000;

	/** The service reads a shard's number with or without what stands before it. */
	private static final Pattern SHARD_ID = Pattern.compile("(?:shardId-)?0*(\\d{1,9})");

	private final StreamStore store;

	private final ShardIterators iterators;

	private final Clock clock;

	ReadActions(StreamStore store, ShardIterators iterators, Clock clock) {
		this.store = store;
		this.iterators = iterators;
		this.clock = clock;
	}

	Answer getShardIterator(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String shardId = parameters.requiredShardId();
		IteratorKind kind = parameters.requiredChoice("ShardIteratorType", IteratorKind.class);
		String sequenceNumber = parameters.sequenceNumber("StartingSequenceNumber");
		StreamReference reference = parameters.stream();
		Instant timestamp = parameters.instant("Timestamp");
		parameters.check();
		requireFitting(kind, sequenceNumber);
		KinesisStream stream = this.store.get(reference);
		KinesisShard shard = shard(stream, shardId);
		long now = this.clock.millis();
		long position = switch (kind) {
			case TRIM_HORIZON -> shard.startPosition(now);
			case LATEST -> shard.endPosition(now);
			case AT_TIMESTAMP -> shard.positionOf(requirePast(timestamp, now), now);
			case AT_SEQUENCE_NUMBER -> Math.max(0, indexOf(sequenceNumber, stream, shard) - 1);
			case AFTER_SEQUENCE_NUMBER -> indexOf(sequenceNumber, stream, shard);
		};
		String iterator = this.iterators.at(stream, shard, position);
		return (out) -> out.text("ShardIterator", iterator);
	}

	private static void requireFitting(IteratorKind kind, @Nullable String sequenceNumber) {
		boolean bySequenceNumber = kind == IteratorKind.AT_SEQUENCE_NUMBER
				|| kind == IteratorKind.AFTER_SEQUENCE_NUMBER;
		if (kind != IteratorKind.AT_TIMESTAMP && bySequenceNumber != (sequenceNumber != null)) {
			throw KinesisErrors
				.invalidArgument("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
						+ "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. "
						+ "Request specified " + kind + " and " + ((sequenceNumber != null) ? "also a" : "no")
						+ " StartingSequenceNumber.");
		}
	}

	private static long requirePast(@Nullable Instant timestamp, long nowMillis) {
		if (timestamp == null) {
			throw KinesisErrors
				.invalidArgument("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
						+ "Current request has no timestamp parameter.");
		}
		long millis = timestamp.toEpochMilli();
		if (millis > nowMillis) {
			throw KinesisErrors
				.invalidArgument("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
						+ "timestampInMillis: " + millis + ", currentTimestampInMillis: " + nowMillis);
		}
		return millis;
	}

	private long indexOf(@Nullable String sequenceNumber, KinesisStream stream, KinesisShard shard) {
		SequenceNumber number = (sequenceNumber != null) ? SequenceNumber.parse(sequenceNumber) : null;
		if (number != null && number.shardIndex() != shard.index()) {
			throw KinesisErrors
				.invalidArgument("Invalid StartingSequenceNumber. It encodes " + KinesisShard.id(number.shardIndex())
						+ ", while it was used in a call to a shard with " + shard.id());
		}
		if (number == null || !shard.issued(number)) {
			throw KinesisErrors.invalidArgument(
					"StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s under account %s is invalid%s."
						.formatted(sequenceNumber, shard.id(), stream.name(), this.store.accountId(),
								(number != null) ? " because it did not come from this stream" : ""));
		}
		return number.index();
	}

	private KinesisShard shard(KinesisStream stream, String shardId) {
		Matcher matcher = SHARD_ID.matcher(shardId);
		if (!matcher.matches()) {
			throw KinesisErrors.notFound("Could not find shard %s in stream %s under account %s.".formatted(shardId,
					stream.name(), this.store.accountId()));
		}
		return shard(stream, Integer.parseInt(matcher.group(1)));
	}

	private KinesisShard shard(KinesisStream stream, int index) {
		return stream.shards().withIndex(index).orElseThrow(() -> noSuchShard(stream.name(), index));
	}

	Answer getRecords(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.count("Limit", MAX_RECORDS, MAX_RECORDS);
		String iterator = parameters.shardIterator();
		parameters.check();
		Place place = this.iterators.open(iterator);
		KinesisStream stream = this.store.find(place.streamName());
		if (stream == null || stream.generation() != place.generation()) {
			throw noSuchShard(place.streamName(), place.shardIndex());
		}
		KinesisShard shard = shard(stream, place.shardIndex());
		RecordBatch batch = shard.read(place.position(), limit, this.clock.millis());
		String next = batch.lastOfShard() ? null : this.iterators.at(stream, shard, batch.nextPosition());
		return (out) -> out.text("NextShardIterator", next)
			.number("MillisBehindLatest", batch.millisBehindLatest())
			.objects("Records", batch.records(), (entry, record) -> writeRecord(entry, shard, record));
	}

	private static void writeRecord(AnswerWriter out, KinesisShard shard, StoredRecord record) {
		out.text("SequenceNumber", shard.sequenceNumberOf(record).toString());
		out.instant("ApproximateArrivalTimestamp", Instant.ofEpochMilli(record.arrivalMillis()));
		out.bytes("Data", ByteBuffer.wrap(record.data()));
		out.text("PartitionKey", record.partitionKey());
		out.text("EncryptionType", record.encrypted() ? "KMS" : null);
	}

	private AwsError noSuchShard(String streamName, int index) {
		return KinesisErrors.notFound("Shard %s in stream %s under account %s does not exist"
			.formatted(KinesisShard.id(index), streamName, this.store.accountId()));
	}

}
