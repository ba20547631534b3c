package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Instant;

import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.action.ShardIterators.Place;
import io.kinesisboot.embedded.parameter.IteratorKind;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.StartingPoint;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * GetShardIterator and GetRecords. Thread-safe.
 */
final class ReadActions {

	private static final int MAX_RECORDS = 10_000;

	private final StreamStore store;

	private final ShardPositions positions;

	private final ShardIterators iterators;

	private final Clock clock;

	private final ReadGate gate;

	ReadActions(StreamStore store, ShardPositions positions, ShardIterators iterators, Clock clock, ReadGate gate) {
		this.store = store;
		this.positions = positions;
		this.iterators = iterators;
		this.clock = clock;
		this.gate = gate;
	}

	Answer getShardIterator(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String shardId = parameters.requiredShardId("ShardId");
		IteratorKind kind = parameters.requiredChoice("ShardIteratorType", IteratorKind.class);
		String sequenceNumber = parameters.sequenceNumber("StartingSequenceNumber");
		StreamReference reference = parameters.stream();
		Instant timestamp = parameters.instant("Timestamp");
		parameters.check();
		StartingPoint start = new StartingPoint("GetShardIterator", kind, sequenceNumber, timestamp);
		start.requireFitting();
		KinesisStream stream = this.store.getForRecords(reference);
		KinesisShard shard = this.positions.shard(stream, shardId);
		long position = this.positions.find(start, stream, shard);
		String iterator = this.iterators.at(stream, shard, position);
		return (out) -> out.text("ShardIterator", iterator);
	}

	Answer getRecords(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.count("Limit", MAX_RECORDS, MAX_RECORDS);
		String iterator = parameters.shardIterator();
		parameters.check();
		Place place = this.iterators.open(iterator);
		KinesisStream stream = this.store.find(place.streamName());
		if (stream == null || stream.generation() != place.generation() || !stream.status().takesRecords()) {
			throw this.positions.noSuchShard(place.streamName(), place.shardIndex());
		}
		KinesisShard shard = this.positions.shard(stream, place.shardIndex());
		this.gate.requireCapacity(stream, shard);
		RecordBatch batch = this.gate.read(stream, shard, place, limit, this.clock.millis());
		String next = batch.lastOfShard() ? null : this.iterators.next(place, batch.nextPosition());
		return (out) -> {
			out.text("NextShardIterator", next);
			out.number("MillisBehindLatest", batch.millisBehindLatest());
			out.objects("Records", batch.records(), shard::writeRecordTo);
			if (batch.lastOfShard()) {
				out.objects("ChildShards", stream.childrenOf(shard), (entry, child) -> child.writeAsChildTo(entry));
			}
		};
	}

}
