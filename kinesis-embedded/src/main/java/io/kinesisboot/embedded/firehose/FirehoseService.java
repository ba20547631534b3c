package io.kinesisboot.embedded.firehose;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.delivery.Surroundings;
import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.firehose.source.DeliveryMemory;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * Firehose. A delivery stream keeps what it was given in memory until it has delivered
 * it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirehoseService implements AwsService, AutoCloseable {

	/** The prefix of its targets. */
	public static final String TARGET_PREFIX = "Firehose_20150804";

	private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

	private final ExecutorService threads;

	private final Map<String, Function<RequestBody, Answer>> actions;

	/**
	 * Creates the service without any delivery stream.
	 * @param account whose delivery streams they are
	 * @param sources the Kinesis streams that they may read
	 * @param outlets the buckets, functions and endpoints that there are
	 * @param maxMemoryBytes how much heap undelivered records may take together
	 * @param faults what goes wrong with records
	 * @param limits how much it takes
	 */
	public FirehoseService(Account account, StreamStore sources, FirehoseOutlets outlets, long maxMemoryBytes,
			Faults faults, LimitEnforcer limits) {
		this.threads = Executors.newCachedThreadPool(FirehoseService::daemon);
		DeliveryStreams streams = new DeliveryStreams(account.id());
		ControlActions controls = new ControlActions(streams, sources, account,
				new Surroundings(outlets, new DeliveryMemory(maxMemoryBytes), account.clock(), this.threads));
		SettingActions settings = new SettingActions(streams);
		PutActions puts = new PutActions(streams, faults, limits);
		this.actions = Map.ofEntries(Map.entry("CreateDeliveryStream", controls::create),
				Map.entry("DescribeDeliveryStream", controls::describe),
				Map.entry("ListDeliveryStreams", controls::list),
				Map.entry("UpdateDestination", controls::updateDestination),
				Map.entry("DeleteDeliveryStream", controls::delete), Map.entry("PutRecord", puts::putRecord),
				Map.entry("PutRecordBatch", puts::putRecordBatch),
				Map.entry("StartDeliveryStreamEncryption", settings::startEncryption),
				Map.entry("StopDeliveryStreamEncryption", settings::stopEncryption),
				Map.entry("TagDeliveryStream", settings::tag), Map.entry("UntagDeliveryStream", settings::untag),
				Map.entry("ListTagsForDeliveryStream", settings::listTags));
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Finds out which delivery stream a call concerns.
	 * @param parameters the call's parameters
	 * @return the delivery stream's name, whether there is one or not, or null if the
	 * call names none
	 */
	public static @Nullable String streamOf(RequestBody parameters) {
		return (parameters.members().get("DeliveryStreamName") instanceof String name && name.length() <= 64) ? name
				: null;
	}

	@Override
	public String targetPrefix() {
		return TARGET_PREFIX;
	}

	@Override
	public Answer call(String action, RequestBody request) {
		Function<RequestBody, Answer> handler = this.actions.get(action);
		if (handler == null) {
			throw AwsError.unknownOperation();
		}
		return handler.apply(request);
	}

	/**
	 * Ends the delivery, within five seconds. What was not delivered is lost, and the log
	 * tells how much.
	 */
	@Override
	public void close() {
		this.threads.shutdownNow();
		try {
			boolean unused = this.threads.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
