package io.kinesisboot.consumer.kcl.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.kinesisboot.consumer.RecordSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.LeaseSerializer;
import software.amazon.kinesis.leases.MultiStreamLease;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseManagementFactory;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.DynamoDBMultiStreamLeaseSerializer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Makes leases as KCL makes them for a shard that nobody has read yet. Immutable.
 *
 * @since 0.1.0
 */
public enum LeaseFactory {

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

		@Override
		LeaseSerializer serializer(@Nullable Instant moment) {
			return new DynamoDBLeaseSerializer() {

				@Override
				public Map<String, AttributeValue> toDynamoRecord(Lease lease) {
					return StartingMoments.put(lease, moment, super.toDynamoRecord(lease));
				}

				@Override
				public Map<String, AttributeValueUpdate> getDynamoEvictLeaseUpdate(Lease lease) {
					return countSwitch(lease, super.getDynamoEvictLeaseUpdate(lease));
				}

			};
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

		@Override
		LeaseSerializer serializer(@Nullable Instant moment) {
			return new DynamoDBMultiStreamLeaseSerializer() {

				@Override
				public Map<String, AttributeValue> toDynamoRecord(Lease lease) {
					return StartingMoments.put(lease, moment, super.toDynamoRecord(lease));
				}

				@Override
				public Map<String, AttributeValueUpdate> getDynamoEvictLeaseUpdate(Lease lease) {
					return countSwitch(lease, super.getDynamoEvictLeaseUpdate(lease));
				}

			};
		}

	};

	private static final String SEPARATOR = ":";

	private static final String OWNER_SWITCHES = "ownerSwitchesSinceCheckpoint";

	/**
	 * Chooses by the number of streams.
	 * @param request what the application reads
	 * @return what makes its leases
	 */
	public static LeaseFactory of(RecordSource.Request request) {
		return (request.streams().size() == 1) ? SINGLE_STREAM : MULTI_STREAM;
	}

	/**
	 * Whether a lease is one of a stream. The leases of an application of one stream do
	 * not say.
	 */
	abstract boolean isOf(SourceStream stream, Lease lease);

	/**
	 * What makes rows of leases.
	 * @param moment what stands beside new leases that need a moment, or null for nothing
	 */
	abstract LeaseSerializer serializer(@Nullable Instant moment);

	/**
	 * The leases of an application, in their table.
	 * @param config says which table
	 * @param moment what stands beside new leases that need a moment, or null for nothing
	 */
	LeaseRefresher table(LeaseManagementConfig config, @Nullable Instant moment) {
		return new DynamoDBLeaseManagementFactory(config, serializer(moment), this == MULTI_STREAM)
			.createLeaseRefresher();
	}

	/**
	 * A lease that was promised is its new owner's when the old one gives it up. KCL
	 * counts owners that have not written a checkpoint yet, but not this one.
	 */
	private static Map<String, AttributeValueUpdate> countSwitch(Lease lease,
			Map<String, AttributeValueUpdate> updates) {
		if (lease.checkpointOwner() != null) {
			updates.put(OWNER_SWITCHES,
					AttributeValueUpdate.builder()
						.value(AttributeValue.fromN("1"))
						.action(AttributeAction.ADD)
						.build());
		}
		return updates;
	}

	abstract Lease lease(SourceStream stream, Shard shard);

	/**
	 * Makes a lease without an owner.
	 * @param stream the stream
	 * @param shard the shard
	 * @param checkpoint where reading starts
	 * @return the lease, not written anywhere
	 */
	Lease create(SourceStream stream, Shard shard, ExtendedSequenceNumber checkpoint) {
		Lease lease = lease(stream, shard);
		lease.parentShardIds(parents(shard));
		lease.ownerSwitchesSinceCheckpoint(0L);
		lease.hashKeyRange(HashKeyRangeForLease.fromHashKeyRange(shard.hashKeyRange()));
		lease.checkpoint(checkpoint);
		return lease;
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
