package io.kinesisboot.flink.source;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Asks for the records of a shard (GetRecords), with one call at a time and none while
 * nobody wants more. Whoever has the call runs it: its state goes from the thread that
 * requests to those of the client and back.
 */
final class PollingFeed implements ShardFeed {

	private final FeedSettings settings;

	private final String shardId;

	private final Listener listener;

	private final FeedFailures failures;

	private ShardPosition position;

	private @Nullable String iterator;

	/** Completes when the next call may be made. */
	private CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);

	private volatile boolean closed;

	PollingFeed(FeedSettings settings, ShardSplit split, Listener listener) {
		this.settings = settings;
		this.shardId = split.shardId();
		this.position = split.position();
		this.listener = listener;
		this.failures = new FeedFailures(settings.stream(), this.shardId);
	}

	@Override
	public void request() {
		this.turn.thenRun(this::fetch);
	}

	private void fetch() {
		if (this.closed) {
			return;
		}
		this.turn = this.settings.after(this.settings.options().fetchInterval());
		FeedSettings.attempt(this::call).handle(this::answered).exceptionally(this::broken);
	}

	private CompletableFuture<GetRecordsResponse> call() {
		String next = this.iterator;
		return (next != null) ? records(next) : iterator().thenCompose(this::records);
	}

	private CompletableFuture<String> iterator() {
		return this.settings.client().getShardIterator((request) -> {
			request.streamARN(this.settings.stream().arn())
				.streamName(this.settings.stream().nameUnlessArn())
				.shardId(this.shardId)
				.shardIteratorType(this.position.iteratorType());
			switch (this.position.kind()) {
				case AT_TIMESTAMP -> request.timestamp(this.position.timestamp());
				case AFTER_RECORD -> request.startingSequenceNumber(this.position.sequenceNumber());
				default -> {
				}
			}
		}).thenApply((response) -> response.shardIterator());
	}

	private CompletableFuture<GetRecordsResponse> records(String at) {
		return this.settings.client()
			.getRecords((request) -> request.streamARN(this.settings.stream().arn())
				.shardIterator(at)
				.limit(this.settings.options().maxRecords()));
	}

	private @Nullable Void answered(@Nullable GetRecordsResponse response, @Nullable Throwable failure) {
		if (this.closed) {
			return null;
		}
		if (response == null) {
			failed(FeedFailures.cause(Objects.requireNonNull(failure)));
			return null;
		}
		this.failures.passed();
		this.iterator = response.nextShardIterator();
		List<Record> records = response.records();
		if (!records.isEmpty()) {
			this.position = ShardPosition.after(records.get(records.size() - 1).sequenceNumber());
		}
		long behind = (response.millisBehindLatest() != null) ? response.millisBehindLatest() : 0;
		this.listener.behind(behind);
		ShardBatch batch = new ShardBatch(records, this.iterator == null);
		if (!batch.isEmpty()) {
			this.listener.arrived(batch);
		}
		else {
			CompletableFuture<Void> next = (behind > 0) ? this.turn
					: this.settings.after(this.settings.options().emptyFetchInterval());
			next.thenRun(this::fetch);
		}
		return null;
	}

	private void failed(Throwable failure) {
		if (this.failures.isExpired(failure)) {
			this.listener.arrived(new ShardBatch(List.of(), /* last= */ true));
			return;
		}
		Throwable end = this.failures.giveUp(failure);
		if (end != null) {
			this.listener.failed(end);
			return;
		}
		if (failure instanceof ExpiredIteratorException) {
			this.iterator = null;
		}
		this.settings.after(this.failures.delay()).thenRun(this::fetch);
	}

	private @Nullable Void broken(Throwable failure) {
		this.listener.failed(FeedFailures.cause(failure));
		return null;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
