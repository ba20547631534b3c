package io.kinesisboot.consumer.kcl.lease;

import java.time.Clock;
import java.time.Duration;

import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseManagementFactory;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseRefresher;

/**
 * Has a worker of KCL find its leases soon and ask for them seldom. KCL asks twice as
 * often as its leader gives leases out, whether or not anything was given; this asks when
 * the pace says so, which is looked up many times a second and costs nothing.
 *
 * @since 0.1.0
 */
public final class PromptLeases extends DynamoDBLeaseManagementFactory {

	/** KCL looks for leases twice in this. */
	private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	private final LeaseManagementConfig config;

	private final LeaseSerializer serializer;

	private final DiscoveryPace pace;

	private final Clock clock;

	private PromptLeases(LeaseManagementConfig config, LeaseSerializer serializer, boolean multiStream,
			DiscoveryPace pace, Clock clock) {
		super(config, serializer, multiStream);
		this.config = config;
		this.serializer = serializer;
		this.pace = pace;
		this.clock = clock;
	}

	/**
	 * Makes a worker prompt, unless something else than KCL's own manages its leases.
	 * @param config the worker's configuration, to be changed in place
	 * @param leases makes the application's leases
	 * @param start where leases start that the worker makes
	 * @param pace when the worker asks for its leases
	 * @param clock tells which other workers are at work
	 */
	public static void install(LeaseManagementConfig config, LeaseFactory leases, LeaseStart start, DiscoveryPace pace,
			Clock clock) {
		long assignmentInterval = config.leaseAssignmentIntervalMillis();
		// KCL takes this for two intervals, and reads it at two times
		config.leaseAssignmentIntervalMillis(Math.min(assignmentInterval, LOOK_INTERVAL.toMillis()));
		config.leaseManagementFactory(new PromptLeases(config, leases.serializer(start.moment()),
				leases == LeaseFactory.MULTI_STREAM, pace, clock));
		config.leaseAssignmentIntervalMillis(assignmentInterval);
	}

	@Override
	public DynamoDBLeaseRefresher createLeaseRefresher() {
		return new PromptLeaseRefresher(this.config, this.serializer, this.pace, this.clock);
	}

}
