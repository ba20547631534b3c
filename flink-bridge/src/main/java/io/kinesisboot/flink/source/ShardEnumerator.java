package io.kinesisboot.flink.source;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.stream.StreamNotFoundException;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Coordinates the readers of a job: looks for shards, at intervals and whenever one ends,
 * and hands them out as {@link ShardTable} says. Confined to the coordinator's thread.
 */
final class ShardEnumerator implements SplitEnumerator<ShardSplit, EnumeratorState> {

	private static final Logger logger = LoggerFactory.getLogger(ShardEnumerator.class);

	private static final int MAX_FAILURES = 10;

	private final SplitEnumeratorContext<ShardSplit> context;

	private final StreamName stream;

	private final StreamShards shards;

	private final long intervalMillis;

	private final ShardTable table;

	private boolean listed;

	private int failures;

	ShardEnumerator(SplitEnumeratorContext<ShardSplit> context, StreamName stream, StreamShards shards,
			SourceOptions options, EnumeratorState state) {
		this.context = context;
		this.stream = stream;
		this.shards = shards;
		this.intervalMillis = options.discoveryInterval().toMillis();
		this.table = new ShardTable(state);
	}

	@Override
	public void start() {
		this.context.callAsync(this.shards, this::listedAgain, 0, this.intervalMillis);
	}

	/**
	 * A job without checkpoints lets merged shards wait for an interval instead.
	 */
	private void listedAgain(@Nullable List<Shard> listing, @Nullable Throwable failure) {
		listed(listing, failure, !this.table.hasCheckpoints());
	}

	private void listedInBetween(@Nullable List<Shard> listing, @Nullable Throwable failure) {
		listed(listing, failure, /* waive= */ false);
	}

	private void listed(@Nullable List<Shard> listing, @Nullable Throwable failure, boolean waive) {
		if (listing == null) {
			failed((failure != null) ? failure : new IllegalStateException("No answer"));
			return;
		}
		this.listed = true;
		this.failures = 0;
		this.table.list(listing, this.context.currentParallelism());
		assign(waive);
	}

	private void failed(Throwable failure) {
		this.failures++;
		if (!this.listed || this.failures == MAX_FAILURES || failure instanceof StreamNotFoundException) {
			throw new KinesisBootException("The shards of stream '%s' cannot be listed (failures in a row: %d): %s"
				.formatted(this.stream, this.failures, failure.getMessage()), failure);
		}
		logger.warn("The shards of stream '{}' cannot be listed at the moment: {}", this.stream, failure.getMessage());
	}

	private void assign(boolean waive) {
		Set<Integer> readers = this.context.registeredReaders().keySet();
		Map<Integer, List<ShardSplit>> assignment = this.table.assign(readers, waive);
		if (!assignment.isEmpty()) {
			logger.info("Shards of stream '{}' are assigned: {}", this.stream, assignment);
			this.context.assignSplits(new SplitsAssignment<>(assignment));
		}
		this.table.release(readers)
			.forEach((shardId, reader) -> this.context.sendEventToSourceReader(reader, new ShardReleased(shardId)));
	}

	@Override
	public void addReader(int reader) {
		assign(/* waive= */ false);
	}

	@Override
	public void addSplitsBack(List<ShardSplit> splits, int reader) {
		this.table.returned(splits, reader);
	}

	@Override
	public void handleSplitRequest(int reader, @Nullable String host) {
		// Readers get their shards without asking
	}

	@Override
	public void handleSourceEvent(int reader, SourceEvent event) {
		if (event instanceof ShardEnded shard) {
			this.table.ended(shard.shardId(), reader);
			assign(/* waive= */ false);
			if (this.table.lacksChildren(shard.shardId())) {
				this.context.callAsync(this.shards, this::listedInBetween);
			}
		}
	}

	@Override
	public EnumeratorState snapshotState(long checkpoint) {
		this.table.checkpointBegins(checkpoint);
		return this.table.state();
	}

	@Override
	public void notifyCheckpointComplete(long checkpoint) {
		this.table.checkpointCompletes(checkpoint);
		assign(/* waive= */ false);
	}

	@Override
	public void close() {
		this.shards.close();
	}

}
