package io.kinesisboot.embedded.action;

import java.time.Clock;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.parameter.StartingPoint;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.SequenceNumber;

/**
 * Finds the shards, and the positions in them, that calls name. Thread-safe.
 */
final class ShardPositions {

	private final String accountId;

	private final Clock clock;

	ShardPositions(String accountId, Clock clock) {
		this.accountId = accountId;
		this.clock = clock;
	}

	KinesisShard shard(KinesisStream stream, String shardId) {
		return shard(stream, index(stream, shardId));
	}

	int index(KinesisStream stream, String shardId) {
		return KinesisShard.index(shardId)
			.orElseThrow(() -> KinesisErrors.notFound("Could not find shard %s in stream %s under account %s."
				.formatted(shardId, stream.name(), this.accountId)));
	}

	KinesisShard shard(KinesisStream stream, int index) {
		return stream.shards().withIndex(index).orElseThrow(() -> noSuchShard(stream.name(), index));
	}

	AwsError noSuchShard(String streamName, int index) {
		return KinesisErrors.notFound("Shard %s in stream %s under account %s does not exist"
			.formatted(KinesisShard.id(index), streamName, this.accountId));
	}

	/**
	 * Finds where a reader begins.
	 * @param start where it wants to
	 * @param stream the stream
	 * @param shard the shard
	 * @return the position of the first record to read
	 */
	long find(StartingPoint start, KinesisStream stream, KinesisShard shard) {
		long now = this.clock.millis();
		return switch (start.kind()) {
			case TRIM_HORIZON -> shard.startPosition(now);
			case LATEST -> shard.endPosition(now);
			case AT_TIMESTAMP -> shard.positionOf(start.requirePast(now), now);
			case AT_SEQUENCE_NUMBER -> Math.max(0, indexOf(start, stream, shard) - 1);
			case AFTER_SEQUENCE_NUMBER -> indexOf(start, stream, shard);
		};
	}

	private long indexOf(StartingPoint start, KinesisStream stream, KinesisShard shard) {
		String sequenceNumber = start.sequenceNumber();
		SequenceNumber number = (sequenceNumber != null) ? SequenceNumber.parse(sequenceNumber) : null;
		if (number != null && number.shardIndex() != shard.index()) {
			throw KinesisErrors
				.invalidArgument("Invalid StartingSequenceNumber. It encodes " + KinesisShard.id(number.shardIndex())
						+ ", while it was used in a call to a shard with " + shard.id());
		}
		if (number == null || !shard.issued(number, this.clock.millis())) {
			throw KinesisErrors.invalidArgument(
					"StartingSequenceNumber %s used in %s on shard %s in stream %s under account %s is invalid%s."
						.formatted(sequenceNumber, start.action(), shard.id(), stream.name(), this.accountId,
								(number != null) ? " because it did not come from this stream" : ""));
		}
		return number.index();
	}

}
