package io.kinesisboot.consumer.kcl.lease;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.LeaseSerializer;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Sets the leases of one stream of an application to where it shall read on.
 *
 * <p>
 * Each lease is overwritten only as it was last seen, and then has no owner and a new
 * counter, so that a worker that still believes to have it can neither renew it nor write
 * a checkpoint. Shards that came later than the position have leases, too, and wait for
 * their parents to be read: whatever order the leases are written in, no shard is read
 * before its parents, and no hash key is without a lease for KCL to fill in.
 *
 * @since 0.1.0
 */
public final class LeaseReset {

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private static final Logger logger = LoggerFactory.getLogger(LeaseReset.class);

	private static final int MAX_ATTEMPTS = 10;

	private static final ShardFilter ALL = ShardFilter.builder().type(ShardFilterType.FROM_TRIM_HORIZON).build();

	/** Before the first user record of a stream record, so that it is handled. */
	private static final long BEFORE = -1;

	private final LeaseManagementConfig config;

	private final LeaseFactory leaseFactory;

	private final SourceStream stream;

	private final LeaseSerializer serializer;

	private final LeaseRefresher leases;

	/**
	 * Creates a reset.
	 * @param config says which table
	 * @param leaseFactory makes the application's leases
	 * @param stream whose leases to set
	 */
	public LeaseReset(LeaseManagementConfig config, LeaseFactory leaseFactory, SourceStream stream) {
		this.config = config;
		this.leaseFactory = leaseFactory;
		this.stream = stream;
		this.serializer = leaseFactory.serializer(/* moment= */ null);
		this.leases = leaseFactory.table(config, /* moment= */ null);
	}

	/**
	 * Sets the leases of all shards.
	 * @param start where to read on
	 * @throws KinesisBootException if a service does not answer or refuses, or workers
	 * change a lease again and again
	 */
	public void reset(LeaseStart start) {
		Map<String, Shard> shards = this.stream.shards(ALL)
			.stream()
			.collect(Collectors.toMap(Shard::shardId, Function.identity(), (one, other) -> one, LinkedHashMap::new));
		List<Shard> beginning = this.stream.shards(start.shards());
		Set<String> beginningIds = beginning.stream().map(Shard::shardId).collect(Collectors.toSet());
		List<Shard> later = shards.values()
			.stream()
			.filter((shard) -> !beginningIds.contains(shard.shardId()) && descends(shard, beginningIds, shards))
			.toList();
		Map<String, Lease> before = leases();
		later.forEach(
				(shard) -> write(shard, ExtendedSequenceNumber.TRIM_HORIZON, /* moment= */ null));
		beginning.forEach((shard) -> write(shard, start.checkpoint(), start.moment()));
		Stream.concat(later.stream(), beginning.stream()).map(this::key).toList().forEach(before::remove);
		before.values().forEach(this::delete);
		logger.info("Application '{}' reads stream '{}' on at {}", this.config.tableName(), this.stream.name(),
				start.position());
	}

	private static boolean descends(Shard shard, Set<String> ancestors, Map<String, Shard> shards) {
		return Stream.of(Optional.ofNullable(shard.parentShardId()), Optional.ofNullable(shard.adjacentParentShardId()))
			.flatMap(Optional::stream)
			.anyMatch((parent) -> ancestors.contains(parent)
					|| (shards.containsKey(parent) && descends(shards.get(parent), ancestors, shards)));
	}

	/**
	 * Sets the lease of one shard.
	 * @param shardId the shard, which must have a lease and none of its children may
	 * @param sequenceNumber the sequence number of the next record to handle
	 * @throws KinesisBootException if there is no such lease, or the shard's children are
	 * read already, or a service does not answer or refuses
	 */
	public void reset(String shardId, String sequenceNumber) {
		if (!DIGITS.matcher(sequenceNumber).matches()) {
			throw new IllegalArgumentException("'sequenceNumber' must be a number but was '" + sequenceNumber + "'");
		}
		Map<String, Lease> leases = leases();
		Shard shard = Shard.builder().shardId(shardId).build();
		if (!leases.containsKey(key(shard))) {
			throw new KinesisBootException("Lease table '%s' has no lease of shard %s of stream '%s'"
				.formatted(this.config.tableName(), shardId, this.stream.name()));
		}
		if (leases.values().stream().anyMatch((lease) -> lease.parentShardIds().contains(shardId))) {
			throw new KinesisBootException(
					"Shard %s of stream '%s' has ended and its children are read already; reset the stream to a moment instead"
						.formatted(shardId, this.stream.name()));
		}
		write(shard, new ExtendedSequenceNumber(sequenceNumber, BEFORE), /* moment= */ null);
		logger.info("Application '{}' reads shard {} of stream '{}' on at {}", this.config.tableName(), shardId,
				this.stream.name(), sequenceNumber);
	}

	private String key(Shard shard) {
		return this.leaseFactory.lease(this.stream, shard).leaseKey();
	}

	private Map<String, Lease> leases() {
		try {
			return this.leases.listLeases()
				.stream()
				.filter((lease) -> this.leaseFactory.isOf(this.stream, lease))
				.collect(Collectors.toMap(Lease::leaseKey, Function.identity(), (one, other) -> one, HashMap::new));
		}
		catch (LeasingException ex) {
			throw failure(ex);
		}
	}

	private void write(Shard shard, ExtendedSequenceNumber checkpoint, @Nullable Instant moment) {
		try {
			for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
				Lease lease = this.leases.getLease(key(shard));
				if ((lease != null) ? overwrite(lease, checkpoint, moment) : create(shard, checkpoint, moment)) {
					return;
				}
			}
		}
		catch (LeasingException ex) {
			throw failure(ex);
		}
		throw new KinesisBootException(
				"Lease '%s' of table '%s' was changed by workers %d times in a row; stop them first"
					.formatted(key(shard), this.config.tableName(), MAX_ATTEMPTS));
	}

	private boolean create(Shard shard, ExtendedSequenceNumber checkpoint, @Nullable Instant moment)
			throws LeasingException {
		return this.leaseFactory.table(this.config, moment)
			.createLeaseIfNotExists(this.leaseFactory.create(this.stream, shard, checkpoint));
	}

	private boolean overwrite(Lease lease, ExtendedSequenceNumber checkpoint, @Nullable Instant moment) {
		lease.checkpoint(checkpoint);
		lease.pendingCheckpoint(null);
		lease.pendingCheckpointState(null);
		lease.ownerSwitchesSinceCheckpoint(0L);
		lease.checkpointOwner(null);
		Map<String, AttributeValueUpdate> updates = new HashMap<>(this.serializer.getDynamoUpdateLeaseUpdate(lease));
		updates.putAll(this.serializer.getDynamoEvictLeaseUpdate(lease));
		if (moment != null) {
			updates.put(StartingMoments.ATTRIBUTE,
					AttributeValueUpdate.builder()
						.value(StartingMoments.value(moment))
						.action(AttributeAction.PUT)
						.build());
		}
		return SdkCalls.await("UpdateItem of lease '" + lease.leaseKey() + "'", this.config.dynamoDBClient()
			.updateItem((request) -> request.tableName(this.config.tableName())
				.key(this.serializer.getDynamoHashKey(lease))
				.expected(this.serializer.getDynamoLeaseCounterExpectation(lease))
				.attributeUpdates(updates))
			.handle((answer, failure) -> LeaseTableSeeder.unless(ConditionalCheckFailedException.class, failure)));
	}

	private void delete(Lease lease) {
		try {
			this.leases.deleteLease(lease);
		}
		catch (LeasingException ex) {
			throw failure(ex);
		}
	}

	private KinesisBootException failure(LeasingException ex) {
		return new KinesisBootException("Leases of stream '%s' in table '%s' cannot be reset: %s"
			.formatted(this.stream.name(), this.config.tableName(), ex.getMessage()), ex);
	}

}
