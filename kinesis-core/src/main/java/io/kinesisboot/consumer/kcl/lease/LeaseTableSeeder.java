package io.kinesisboot.consumer.kcl.lease;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbAsyncWaiter;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseManagementFactory;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.TableCreatorCallbackInput;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Makes the lease table of a new application, and its first leases, before KCL starts.
 * Left to itself KCL 3.5 spends 80 s and more on that: it polls for its index every 10 s,
 * waits up to 30 s for another worker to make the leases, and sleeps 60 s after making
 * them. It does none of it when it finds a table with leases.
 *
 * <p>
 * Safe with any number of workers that start at once: a table is created by one of them,
 * leases are written only where there is none, and all write the same ones. A stream with
 * a lease that has moved from where it started is being read and is left alone, whatever
 * KCL version made the table; one that a worker left half filled is filled up.
 *
 * @since 0.1.0
 */
public final class LeaseTableSeeder {

	private static final Logger logger = LoggerFactory.getLogger(LeaseTableSeeder.class);

	private static final String OWNER_INDEX = "LeaseOwnerToLeaseKeyIndex";

	private static final String LEASE_KEY = DynamoDBLeaseSerializer.LEASE_KEY_KEY;

	private static final String LEASE_OWNER = "leaseOwner";

	private static final Duration TABLE_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration TABLE_POLL_INTERVAL = Duration.ofMillis(200);

	private static final Set<ExtendedSequenceNumber> STARTING_CHECKPOINTS = Set.of(ExtendedSequenceNumber.TRIM_HORIZON,
			ExtendedSequenceNumber.LATEST, ExtendedSequenceNumber.AT_TIMESTAMP);

	private final LeaseManagementConfig config;

	private final LeaseRefresher leases;

	/** Reads leases of applications of one stream and of several alike. */
	private final LeaseRefresher reader;

	private final LeaseFactory leaseFactory;

	/**
	 * Creates a seeder.
	 * @param config says which table, and how it is made
	 * @param leases writes the leases
	 * @param leaseFactory makes the leases
	 */
	public LeaseTableSeeder(LeaseManagementConfig config, LeaseRefresher leases, LeaseFactory leaseFactory) {
		this.config = config;
		this.leases = leases;
		this.reader = new DynamoDBLeaseManagementFactory(config, new DynamoDBLeaseSerializer(),
				/* isMultiStreamingMode= */ false)
			.createLeaseRefresher();
		this.leaseFactory = leaseFactory;
	}

	/**
	 * Fills the table.
	 * @param streams the streams of the application
	 * @param start where their leases start
	 * @return whether this worker has created it
	 */
	public boolean seed(List<SourceStream> streams, LeaseStart start) {
		boolean created = ensureTable();
		try {
			List<Lease> existing = this.reader.listLeases();
			rejectStrangers(streams, existing);
			for (SourceStream stream : streams) {
				seed(stream, start,
						existing.stream().filter((lease) -> this.leaseFactory.isOf(stream, lease)).toList());
			}
			return created;
		}
		catch (LeasingException ex) {
			throw new KinesisBootException("Lease table '" + this.config.tableName() + "' cannot be filled", ex);
		}
	}

	/**
	 * KCL would hand out leases of other streams as well, and fails on those of another
	 * form.
	 */
	private void rejectStrangers(List<SourceStream> streams, List<Lease> existing) {
		List<String> strangers = existing.stream()
			.filter((lease) -> streams.stream().noneMatch((stream) -> this.leaseFactory.isOf(stream, lease)))
			.map(Lease::leaseKey)
			.sorted()
			.toList();
		if (!strangers.isEmpty()) {
			throw new KinesisBootException(
					"Lease table '%s' holds leases that are not of the streams %s, such as '%s'; a listener whose streams change needs another 'applicationName', or its old leases deleted"
						.formatted(this.config.tableName(), streams.stream().map(SourceStream::name).toList(),
								strangers.get(0)));
		}
	}

	private void seed(SourceStream stream, LeaseStart start, List<Lease> existing) throws LeasingException {
		if (!existing.stream().allMatch(LeaseTableSeeder::isUntouched)) {
			return;
		}
		Map<String, Lease> wanted = new LinkedHashMap<>();
		for (Shard shard : stream.shards(start.shards())) {
			Lease lease = this.leaseFactory.create(stream, shard, start.checkpoint());
			wanted.put(lease.leaseKey(), lease);
		}
		// Else a shard was split or merged since: its children begin where it ends, not
		// at the position, and that is KCL's to do
		if (existing.stream().map(Lease::leaseKey).allMatch(wanted::containsKey)) {
			existing.forEach((lease) -> wanted.remove(lease.leaseKey()));
			create(stream, start, wanted.values());
		}
	}

	private void create(SourceStream stream, LeaseStart start, Collection<Lease> wanted) throws LeasingException {
		int created = 0;
		for (Lease lease : wanted) {
			if (this.leases.createLeaseIfNotExists(lease)) {
				created++;
			}
		}
		if (created > 0) {
			logger.info("Created {} leases of stream '{}' at {} in table '{}'", created, stream.name(),
					start.position(), this.config.tableName());
		}
	}

	private static boolean isUntouched(Lease lease) {
		return STARTING_CHECKPOINTS.contains(lease.checkpoint());
	}

	private DynamoDbAsyncClient dynamoDb() {
		return this.config.dynamoDBClient();
	}

	/**
	 * Creates the table unless there is one. One that is being updated can be used; an
	 * index takes minutes.
	 */
	private boolean ensureTable() {
		Optional<TableStatus> status = SdkCalls.await("DescribeTable of lease table '" + this.config.tableName() + "'",
				dynamoDb().describeTable((request) -> request.tableName(this.config.tableName()))
					.handle((response, failure) -> unless(ResourceNotFoundException.class, failure)
							? Optional.of(response.table().tableStatus()) : Optional.empty()));
		boolean created = status.isEmpty() && createTable();
		if (status.isEmpty() || status.get() == TableStatus.CREATING) {
			awaitTable();
		}
		if (created) {
			finishTable();
		}
		return created;
	}

	/**
	 * Creates the table with the index that KCL would add to it in a second step.
	 * @return true if it was this worker that created it, false if it was another
	 */
	private boolean createTable() {
		return SdkCalls.await("CreateTable of lease table '" + this.config.tableName() + "'",
				dynamoDb().createTable(tableRequest())
					.handle((response, failure) -> unless(ResourceInUseException.class, failure)));
	}

	/**
	 * Tells one expected refusal from success and from failure.
	 * @param expected the refusal
	 * @param failure what a call ended with, or null
	 * @return true on success, false on the refusal
	 */
	static boolean unless(Class<? extends Exception> expected, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause == null) {
			return true;
		}
		if (expected.isInstance(cause)) {
			return false;
		}
		throw new CompletionException(cause);
	}

	private CreateTableRequest tableRequest() {
		CreateTableRequest.Builder request = CreateTableRequest.builder()
			.tableName(this.config.tableName())
			.keySchema(key(LEASE_KEY, KeyType.HASH))
			.attributeDefinitions(attribute(LEASE_KEY), attribute(LEASE_OWNER))
			.deletionProtectionEnabled(this.config.leaseTableDeletionProtectionEnabled())
			.tags(this.config.tags());
		GlobalSecondaryIndex.Builder index = GlobalSecondaryIndex.builder()
			.indexName(OWNER_INDEX)
			.keySchema(key(LEASE_OWNER, KeyType.HASH), key(LEASE_KEY, KeyType.RANGE))
			.projection((projection) -> projection.projectionType(ProjectionType.KEYS_ONLY));
		if (this.config.billingMode() == BillingMode.PROVISIONED) {
			ProvisionedThroughput throughput = ProvisionedThroughput.builder()
				.readCapacityUnits((long) this.config.initialLeaseTableReadCapacity())
				.writeCapacityUnits((long) this.config.initialLeaseTableWriteCapacity())
				.build();
			request.provisionedThroughput(throughput);
			index.provisionedThroughput(throughput);
		}
		return request.billingMode(this.config.billingMode()).globalSecondaryIndexes(index.build()).build();
	}

	private void finishTable() {
		logger.info("Created lease table '{}'", this.config.tableName());
		if (this.config.leaseTablePitrEnabled()) {
			SdkCalls.await("UpdateContinuousBackups of lease table '" + this.config.tableName() + "'",
					dynamoDb().updateContinuousBackups((request) -> request.tableName(this.config.tableName())
						.pointInTimeRecoverySpecification((pitr) -> pitr.pointInTimeRecoveryEnabled(true))));
		}
		this.config.tableCreatorCallback()
			.performAction(TableCreatorCallbackInput.builder()
				.dynamoDbClient(dynamoDb())
				.tableName(this.config.tableName())
				.build());
	}

	private void awaitTable() {
		try (DynamoDbAsyncWaiter waiter = DynamoDbAsyncWaiter.builder()
			.client(dynamoDb())
			.overrideConfiguration((config) -> config.maxAttempts(Integer.MAX_VALUE)
				.waitTimeout(TABLE_TIMEOUT)
				.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(TABLE_POLL_INTERVAL)))
			.build()) {
			SdkCalls.await("Creation of lease table '" + this.config.tableName() + "'",
					waiter.waitUntilTableExists((request) -> request.tableName(this.config.tableName())));
		}
	}

	private static KeySchemaElement key(String attribute, KeyType type) {
		return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
	}

	private static AttributeDefinition attribute(String name) {
		return AttributeDefinition.builder().attributeName(name).attributeType(ScalarAttributeType.S).build();
	}

}
