package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.lease.LeaseFactory;
import io.kinesisboot.consumer.kcl.lease.LeaseReset;
import io.kinesisboot.consumer.kcl.lease.LeaseStart;
import io.kinesisboot.consumer.kcl.lease.LeaseTable;
import io.kinesisboot.consumer.kcl.lease.SourceStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Makes record sources that run on the Kinesis Client Library: one worker a source, which
 * shares the shards of its streams with the other workers of its application by a lease
 * table in DynamoDB. The table has the application's name. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KclSourceFactory
		implements RecordSource.Factory, ApplicationReset, ApplicationInspection, StreamClients {

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	private final KclOptions options;

	private final List<KclConfigs.Customizer> customizers;

	private final Clock clock;

	private final Function<String, AwsCredentialsProvider> roles;

	private final @Nullable CloudWatchAsyncClient cloudWatch;

	/** Those that were looked at. */
	private final Map<RecordSource.Request, LeaseTable> tables = new ConcurrentHashMap<>();

	/**
	 * Creates a factory.
	 * @param kinesis reads the streams; stays the caller's to close
	 * @param dynamoDb keeps leases and checkpoints; stays the caller's to close
	 * @param options how workers read
	 * @param customizers change each worker's configuration, in this order
	 * @param clock tells the time, from which starting positions count back
	 * @param roles gives the credentials of a role by its ARN, for streams that are read
	 * with a role; {@link AssumedRoles} does
	 */
	public KclSourceFactory(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb, KclOptions options,
			List<KclConfigs.Customizer> customizers, Clock clock, Function<String, AwsCredentialsProvider> roles) {
		this(kinesis, dynamoDb, options, customizers, clock, roles, null);
	}

	private KclSourceFactory(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb, KclOptions options,
			List<KclConfigs.Customizer> customizers, Clock clock, Function<String, AwsCredentialsProvider> roles,
			@Nullable CloudWatchAsyncClient cloudWatch) {
		this.kinesis = kinesis;
		this.dynamoDb = dynamoDb;
		this.options = options;
		this.customizers = List.copyOf(customizers);
		this.clock = clock;
		this.roles = roles;
		this.cloudWatch = cloudWatch;
	}

	/**
	 * Creates a factory of sources that read all streams with the client's own
	 * credentials.
	 * @param kinesis reads the streams; stays the caller's to close
	 * @param dynamoDb keeps leases and checkpoints; stays the caller's to close
	 * @param options how workers read
	 * @param customizers change each worker's configuration, in this order
	 * @param clock tells the time, from which starting positions count back
	 */
	public KclSourceFactory(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb, KclOptions options,
			List<KclConfigs.Customizer> customizers, Clock clock) {
		this(kinesis, dynamoDb, options, customizers, clock, KclSourceFactory::refuse);
	}

	/**
	 * Has KCL put its own metrics into CloudWatch, as it does by itself, under the
	 * application's name.
	 * @param cloudWatch takes them; stays the caller's to close
	 * @return a factory that is otherwise the same
	 */
	public KclSourceFactory withCloudWatch(CloudWatchAsyncClient cloudWatch) {
		return new KclSourceFactory(this.kinesis, this.dynamoDb, this.options, this.customizers, this.clock, this.roles,
				cloudWatch);
	}

	private static AwsCredentialsProvider refuse(String role) {
		throw new KinesisBootException("Role '" + role
				+ "' cannot be assumed, for nothing is there that assumes roles: software.amazon.awssdk:sts must be on the class path");
	}

	@Override
	public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
		return new KclSource(request, handlers, configuration(), streams(), this.options, this.clock);
	}

	private KclConfiguration configuration() {
		return new KclConfiguration(this.kinesis, this.dynamoDb, this.options, this.customizers, this.cloudWatch);
	}

	private SourceStreams streams() {
		return new SourceStreams(this.kinesis, this.roles);
	}

	@Override
	public void reset(RecordSource.Request request, String stream, StartingPosition position) {
		SourceStream found = find(request, stream);
		leases(request, found).reset(LeaseStart.of(position, () -> found.now(this.clock)));
	}

	@Override
	public void reset(RecordSource.Request request, String stream, String shardId, String sequenceNumber) {
		leases(request, find(request, stream)).reset(shardId, sequenceNumber);
	}

	private SourceStream find(RecordSource.Request request, String stream) {
		return streams().find(stream, request.withRetrieval(Retrieval.POLLING));
	}

	private LeaseReset leases(RecordSource.Request request, SourceStream stream) {
		return new LeaseReset(configuration().leases(request, List.of(stream)), LeaseFactory.of(request), stream);
	}

	@Override
	public List<ShardLease> leases(RecordSource.Request request, Duration timeout) {
		return table(request).leases(timeout);
	}

	@Override
	public void reach(RecordSource.Request request, Duration timeout) {
		table(request).reach(timeout);
	}

	@Override
	public String workerId(RecordSource.Request request) {
		return table(request).config().workerIdentifier();
	}

	@Override
	public KinesisAsyncClient client(RecordSource.Request request, String stream) {
		return streams().client(request, stream);
	}

	private LeaseTable table(RecordSource.Request request) {
		return this.tables.computeIfAbsent(request, this::createTable);
	}

	/**
	 * The streams are not asked for: their service may be away when the leases are not.
	 */
	private LeaseTable createTable(RecordSource.Request request) {
		String stream = request.streams().get(0);
		return new LeaseTable(configuration().leases(request.withRetrieval(Retrieval.POLLING), List.of()),
				LeaseFactory.of(request), stream.substring(stream.lastIndexOf('/') + 1));
	}

}
