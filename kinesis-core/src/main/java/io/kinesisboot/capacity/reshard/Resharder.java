package io.kinesisboot.capacity.reshard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.capacity.load.LoadMeter;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.shard.ShardMap;
import io.kinesisboot.shard.ShardRange;
import io.kinesisboot.stream.StreamCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

/**
 * Changes the shards of one provisioned stream to fit its load: {@link #plan()} says
 * what, {@link #apply} does it. Thread-safe. One process alone should reshard a stream,
 * since the bounds are checked before each step, not by the service.
 * <p>
 * The service takes one change of a stream at a time, 5 calls of SplitShard and as many
 * of MergeShards a second from an account, and 10 of UpdateShardCount in 24 hours for a
 * stream, of which those are counted that this object makes.
 *
 * @since 0.1.0
 */
public final class Resharder {

	private static final Logger logger = LoggerFactory.getLogger(Resharder.class);

	private static final ShardFilter OPEN = ShardFilter.builder().type(ShardFilterType.AT_LATEST).build();

	private static final int SCALES_A_DAY = 10;

	private static final Duration DAY = Duration.ofHours(24);

	private final KinesisAsyncClient kinesis;

	private final StreamCatalog catalog;

	private final String stream;

	private final LoadMeter meter;

	private final ReshardOptions options;

	private final Clock clock;

	private final AtomicBoolean applying = new AtomicBoolean();

	private final ReentrantLock lock = new ReentrantLock();

	/** When the shard count was updated. Guarded by the lock. */
	private final Deque<Instant> scales = new ArrayDeque<>();

	/**
	 * Creates a resharder.
	 * @param kinesis the client, which stays the caller's to close
	 * @param stream the stream's name
	 * @param meter measures the load of its shards
	 * @param options when and how far to change them
	 * @param clock tells whether a measure is new
	 */
	public Resharder(KinesisAsyncClient kinesis, String stream, LoadMeter meter, ReshardOptions options, Clock clock) {
		this.kinesis = kinesis;
		this.catalog = new StreamCatalog(kinesis);
		this.stream = stream;
		this.meter = meter;
		this.options = options;
		this.clock = clock;
	}

	String stream() {
		return this.stream;
	}

	/**
	 * Plans what to change, and changes nothing.
	 * @return the plan, by the open shards and what was measured of them
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public ReshardPlan plan() {
		List<ShardLoad> loads = this.meter.load().stream().filter(this::isUsable).toList();
		return new ReshardPlanner(this.options).plan(this.stream, openShards(), loads, scalesLeft());
	}

	/** A measure must span its window, and not end longer ago than that. */
	private boolean isUsable(ShardLoad load) {
		Duration window = this.meter.window();
		return load.window().compareTo(window) >= 0 && !load.end().plus(window).isBefore(this.clock.instant());
	}

	private ShardMap openShards() {
		return new ShardMap(this.catalog.shards(this.stream, OPEN).stream().map(Resharder::range).toList());
	}

	private static ShardRange range(Shard shard) {
		return new ShardRange(shard.shardId(), new HashRange(HashKey.parse(shard.hashKeyRange().startingHashKey()),
				HashKey.parse(shard.hashKeyRange().endingHashKey())));
	}

	private int scalesLeft() {
		this.lock.lock();
		try {
			Instant dayAgo = this.clock.instant().minus(DAY);
			this.scales.removeIf((scale) -> !scale.isAfter(dayAgo));
			return SCALES_A_DAY - this.scales.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes the steps of a plan, one after the other, and waits after each until the
	 * stream is {@code ACTIVE} again. Stops before a step that would leave the bounds.
	 * @param plan the plan
	 * @return the steps that were taken
	 * @throws KinesisBootException if the service does not answer or refuses, for
	 * instance because a shard of the plan is no longer open; the steps before that are
	 * done
	 * @throws IllegalArgumentException if the plan is of another stream
	 * @throws IllegalStateException if a plan is being applied
	 */
	public List<ReshardStep> apply(ReshardPlan plan) {
		if (!plan.stream().equals(this.stream)) {
			throw new IllegalArgumentException(
					"'plan' must be of stream '%s' but was of '%s'".formatted(this.stream, plan.stream()));
		}
		if (!this.applying.compareAndSet(false, true)) {
			throw new IllegalStateException("A plan of stream '" + this.stream + "' is being applied");
		}
		try {
			List<ReshardStep> taken = new ArrayList<>();
			for (ReshardStep step : plan.steps()) {
				if (!isWithinBounds(step)) {
					logger.warn("Stream '{}': not to {}, which would leave the bounds {} to {}", this.stream, step,
							this.options.minShards(), this.options.maxShards());
					break;
				}
				take(step);
				taken.add(step);
			}
			return taken;
		}
		finally {
			this.applying.set(false);
		}
	}

	private boolean isWithinBounds(ReshardStep step) {
		int shards = openShards().size();
		int change = step.change(shards);
		return (change > 0) ? shards + change <= this.options.maxShards() : shards + change >= this.options.minShards();
	}

	private void take(ReshardStep step) {
		String what = "Stream '%s': %s".formatted(this.stream, step);
		SdkCalls.await(what, call(step));
		this.catalog.awaitActive(this.stream, this.options.stepTimeout());
		logger.info("{}, is done", what);
	}

	private CompletableFuture<?> call(ReshardStep step) {
		if (step instanceof ReshardStep.Split split) {
			return this.kinesis.splitShard((request) -> request.streamName(this.stream)
				.shardToSplit(split.shardId())
				.newStartingHashKey(split.at().toString()));
		}
		if (step instanceof ReshardStep.Merge merge) {
			return this.kinesis.mergeShards((request) -> request.streamName(this.stream)
				.shardToMerge(merge.shardId())
				.adjacentShardToMerge(merge.adjacentShardId()));
		}
		return scale((ReshardStep.Scale) step);
	}

	private CompletableFuture<?> scale(ReshardStep.Scale scale) {
		this.lock.lock();
		try {
			this.scales.add(this.clock.instant());
		}
		finally {
			this.lock.unlock();
		}
		return this.kinesis.updateShardCount((request) -> request.streamName(this.stream)
			.targetShardCount(scale.target())
			.scalingType(ScalingType.UNIFORM_SCALING));
	}

}
