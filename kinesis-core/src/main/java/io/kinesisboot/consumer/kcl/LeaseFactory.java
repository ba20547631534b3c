package io.kinesisboot.consumer.kcl;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.MultiStreamLease;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Makes leases as KCL makes them for a shard that nobody has read yet.
 */
enum LeaseFactory {

	/** For an application of one stream: a lease's key is the shard's id. */
	SINGLE_STREAM {

		@Override
		Lease lease(SourceStream stream, Shard shard) {
			Lease lease = new Lease();
			lease.leaseKey(shard.shardId());
			return lease;
		}

		@Override
		boolean isOf(SourceStream stream, Lease lease) {
			return !lease.leaseKey().contains(SEPARATOR);
		}

	},

	/** For an application of several streams: the key names the stream as well. */
	MULTI_STREAM {

		@Override
		Lease lease(SourceStream stream, Shard shard) {
			String identifier = stream.identifier().serialize();
			MultiStreamLease lease = new MultiStreamLease();
			lease.leaseKey(MultiStreamLease.getLeaseKey(identifier, shard.shardId()));
			lease.streamIdentifier(identifier);
			lease.shardId(shard.shardId());
			return lease;
		}

		@Override
		boolean isOf(SourceStream stream, Lease lease) {
			return lease.leaseKey().startsWith(stream.identifier().serialize() + SEPARATOR);
		}

	};

	private static final String SEPARATOR = ":";

	static LeaseFactory of(RecordSource.Request request) {
		return (request.streams().size() == 1) ? SINGLE_STREAM : MULTI_STREAM;
	}

	/**
	 * Whether a lease is one of a stream. The leases of an application of one stream do
	 * not say.
	 */
	abstract boolean isOf(SourceStream stream, Lease lease);

	abstract Lease lease(SourceStream stream, Shard shard);

	/**
	 * Makes a lease without an owner.
	 * @param stream the stream
	 * @param shard the shard
	 * @param position where reading starts
	 * @return the lease, not written anywhere
	 */
	Lease create(SourceStream stream, Shard shard, StartingPosition position) {
		Lease lease = lease(stream, shard);
		lease.parentShardIds(parents(shard));
		lease.ownerSwitchesSinceCheckpoint(0L);
		lease.hashKeyRange(HashKeyRangeForLease.fromHashKeyRange(shard.hashKeyRange()));
		lease.checkpoint(checkpoint(position));
		return lease;
	}

	/**
	 * KCL's mark for a position. The one for a moment does not say which.
	 */
	static ExtendedSequenceNumber checkpoint(StartingPosition position) {
		return switch (position.type()) {
			case TRIM_HORIZON -> ExtendedSequenceNumber.TRIM_HORIZON;
			case LATEST -> ExtendedSequenceNumber.LATEST;
			case AT_TIMESTAMP -> ExtendedSequenceNumber.AT_TIMESTAMP;
		};
	}

	private static List<String> parents(Shard shard) {
		List<String> parents = new ArrayList<>(2);
		if (shard.parentShardId() != null) {
			parents.add(shard.parentShardId());
		}
		if (shard.adjacentParentShardId() != null) {
			parents.add(shard.adjacentParentShardId());
		}
		return parents;
	}

}
