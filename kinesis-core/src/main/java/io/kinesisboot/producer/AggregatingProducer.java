package io.kinesisboot.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashKeyCache;
import io.kinesisboot.stream.ServiceLocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Packs user records into aggregates, one open for each shard, and puts them. Senders lay
 * records into the lane of their shard; one thread takes from the lanes what may go, and
 * makes the calls; the client's threads settle them. Thread-safe.
 */
final class AggregatingProducer implements KinesisProducer {

	private static final Logger logger = LoggerFactory.getLogger(KinesisProducer.class);

	private static final int REMEMBERED_KEYS = 1 << 17;

	private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long DISPATCHER_MILLIS = 10_000;

	private final KinesisAsyncClient client;

	private final ProducerOptions options;

	private final AggregationOptions aggregation;

	private final BackOff backOff;

	private final Ticker ticker;

	private final CallTimeout timeout;

	private final ServiceErrors errors;

	private final ShardFinder shards;

	private final Aggregators aggregators;

	private final MemoryBudget memory;

	private final Flushes flushes = new Flushes();

	private final HashKeyCache hashKeys = new HashKeyCache(REMEMBERED_KEYS);

	private final Map<String, StreamLanes> streams = new ConcurrentHashMap<>();

	private final Set<PutCall> underWay = ConcurrentHashMap.newKeySet();

	private final Semaphore calls;

	private final Thread dispatcher = new Thread(this::dispatch, "kinesis-producer");

	private volatile boolean woken;

	private volatile boolean closed;

	private volatile boolean ended;

	AggregatingProducer(KinesisAsyncClient client, ProducerOptions options, AggregationOptions aggregation,
			BackOff backOff, Ticker ticker) {
		this.client = client;
		this.options = options;
		this.aggregation = aggregation;
		this.backOff = backOff;
		this.ticker = ticker;
		this.timeout = CallTimeout.of(client);
		this.errors = new ServiceErrors(ServiceLocation.of(client));
		this.shards = new ShardFinder(client);
		this.aggregators = new Aggregators(aggregation.maxBytes());
		this.memory = new MemoryBudget(aggregation.memory());
		this.calls = new Semaphore(options.maxInFlight());
		this.dispatcher.setDaemon(true);
		this.dispatcher.start();
	}

	@Override
	public CompletableFuture<SendResult> send(UserRecord record) {
		return send(record, this.options.maxBlock());
	}

	private CompletableFuture<SendResult> send(UserRecord record, Duration patience) {
		int bytes = record.sizeInBytes();
		if (bytes > this.options.maxRecordBytes()) {
			return CompletableFuture.failedFuture(new RecordTooLargeException(record, this.options.maxRecordBytes()));
		}
		try {
			if (!this.memory.take(PendingRecord.memoryOf(bytes), patience)) {
				return CompletableFuture
					.failedFuture(new BackPressureException(this.memory.explain(this.options.maxBlock()),
							this.options.maxInFlight(), this.options.maxBlock()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return CompletableFuture
				.failedFuture(new KinesisBootException("Interrupted while waiting for memory; nothing was sent", ex));
		}
		return admit(record, bytes);
	}

	@Override
	public Optional<CompletableFuture<SendResult>> trySend(UserRecord record) {
		int bytes = record.sizeInBytes();
		if (bytes > this.options.maxRecordBytes()) {
			return Optional.of(send(record));
		}
		return this.memory.tryTake(PendingRecord.memoryOf(bytes)) ? Optional.of(admit(record, bytes))
				: Optional.empty();
	}

	@Override
	public CompletableFuture<Void> room() {
		return this.memory.room();
	}

	/** What is admitted has its memory, and is settled once, whatever happens. */
	private CompletableFuture<SendResult> admit(UserRecord record, int bytes) {
		Flushes.Span span = this.flushes.enter();
		if (span == null) {
			this.memory.give(PendingRecord.memoryOf(bytes));
			return CompletableFuture.failedFuture(Refusal.CLOSED.toException(record, 0));
		}
		long now = this.ticker.read();
		PendingRecord pending = new PendingRecord(record, bytes, hashKeyOf(record),
				now + this.options.recordTimeToLive().toNanos(), this.memory, span);
		StreamLanes stream = streamOf(record.stream());
		if (stream.add(pending, now)) {
			wake();
		}
		if (this.ended) {
			// It may have come too late to be seen by close()
			stream.close(Refusal.CLOSED);
		}
		return pending;
	}

	private HashKey hashKeyOf(UserRecord record) {
		String explicit = record.explicitHashKey();
		return (explicit != null) ? HashKey.parse(explicit) : this.hashKeys.hashKeyOf(record.partitionKey());
	}

	private StreamLanes streamOf(String name) {
		StreamLanes known = this.streams.get(name);
		return (known != null) ? known
				: this.streams.computeIfAbsent(name,
						(added) -> new StreamLanes(added, (shard) -> new Lane(shard, this.aggregation,
								this.options.recordTimeToLive(), this.aggregators, this.backOff, this.ticker.read()),
								this.ticker.read()));
	}

	@Override
	public CompletableFuture<BatchResult> sendAll(List<UserRecord> records) {
		List<CompletableFuture<PutOutcome>> outcomes = new ArrayList<>(records.size());
		long end = this.ticker.read() + this.options.maxBlock().toNanos();
		for (UserRecord record : records) {
			int index = outcomes.size();
			Duration patience = Duration.ofNanos(Math.max(0, end - this.ticker.read()));
			outcomes.add(send(record, patience).handle((result, error) -> outcome(index, record, result, error)));
		}
		return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
			.thenApply((all) -> new BatchResult(outcomes.stream().map(CompletableFuture::join).toList()));
	}

	private static PutOutcome outcome(int index, UserRecord record, @Nullable SendResult result,
			@Nullable Throwable error) {
		if (result != null) {
			return new PutOutcome.Accepted(index, record.partitionKey(), result);
		}
		SendException failure = (error instanceof SendException refused) ? refused : new SendException(record, 0,
				new Reason(null, String.valueOf((error != null) ? error.getMessage() : null), error));
		return new PutOutcome.Failed(index, record.partitionKey(), failure);
	}

	@Override
	public CompletableFuture<Void> flush() {
		CompletableFuture<Void> settled = this.flushes.flush();
		hasten();
		return settled;
	}

	private void hasten() {
		this.streams.values().forEach(StreamLanes::flush);
		wake();
	}

	private void wake() {
		if (!this.woken) {
			this.woken = true;
			LockSupport.unpark(this.dispatcher);
		}
	}

	private void dispatch() {
		while (!this.ended) {
			this.woken = false;
			try {
				long wait = dispatchOnce(this.ticker.read());
				if (wait > 0 && !this.woken) {
					LockSupport.parkNanos(this, wait);
				}
			}
			catch (RuntimeException | Error ex) {
				logger.error("The producer failed unexpectedly, and goes on", ex);
				LockSupport.parkNanos(this, PAUSE_AFTER_FAILURE_NANOS);
			}
		}
	}

	/**
	 * Makes the calls that can be made now.
	 * @return how long until there may be something to do
	 */
	private long dispatchOnce(long now) {
		long wait = Long.MAX_VALUE;
		for (StreamLanes stream : this.streams.values()) {
			stream.expire(now);
			if (this.closed) {
				stream.flush();
			}
			if (stream.startAsking(now)) {
				ask(stream);
			}
			stream.adopt(now);
			boolean more = true;
			while (more && this.calls.tryAcquire()) {
				more = put(stream, now);
			}
			if (!more) {
				wait = Math.min(wait, stream.nextNanos(now));
			}
		}
		return wait;
	}

	private boolean put(StreamLanes stream, long now) {
		PutCall call = new PutCall(stream, this.options);
		boolean added = true;
		while (added) {
			added = false;
			for (Lane lane : stream.lanes()) {
				StreamEntry entry = lane.poll(call, now);
				if (entry != null) {
					call.add(entry);
					added = true;
				}
			}
		}
		if (call.isEmpty()) {
			this.calls.release();
			return false;
		}
		this.underWay.add(call);
		call.send(this.client, this.aggregators, this.timeout.limit(Duration.ofNanos(call.deadline() - now)))
			.whenComplete((response, error) -> settle(stream, call, response, error));
		return true;
	}

	private void settle(StreamLanes stream, PutCall call, @Nullable PutRecordsResponse response,
			@Nullable Throwable error) {
		this.calls.release();
		long now = this.ticker.read();
		if (response != null && response.records().size() == call.size()) {
			call.answered(response.records(), now);
		}
		else {
			Throwable cause = (error != null) ? ServiceErrors.unwrap(error) : new IllegalStateException(
					"PutRecords answered for another number of records than %d".formatted(call.size()));
			Refusal refusal = this.errors.ofCall(stream.name(), cause);
			if (ServiceErrors.isTransient(cause)) {
				call.lost(refusal, cause instanceof AwsServiceException service && service.isThrottlingException(),
						now);
			}
			else {
				call.failed(refusal, now);
				if (cause instanceof ResourceNotFoundException) {
					forget(stream, refusal);
				}
			}
		}
		this.underWay.remove(call);
		wake();
	}

	private void ask(StreamLanes stream) {
		this.shards.find(stream.name()).whenComplete((found, error) -> {
			if (error == null) {
				stream.found(found);
			}
			else {
				notFound(stream, ServiceErrors.unwrap(error));
			}
			wake();
		});
	}

	private void notFound(StreamLanes stream, Throwable error) {
		if (ServiceErrors.isTransient(error) || error instanceof LimitExceededException
				|| error instanceof ResourceInUseException) {
			logger.debug("ListShards of stream '{}' failed, is tried again", stream.name(), error);
			stream.notFound(this.ticker.read());
		}
		else {
			forget(stream, this.errors.ofCall(stream.name(), error));
		}
	}

	/** The next record for the stream looks for it anew. */
	private void forget(StreamLanes stream, Refusal refusal) {
		this.streams.remove(stream.name(), stream);
		stream.close(refusal);
	}

	@Override
	public void close() {
		close(this.options.recordTimeToLive());
	}

	@Override
	public void close(Duration timeout) {
		CompletableFuture<Void> settled = this.flushes.close();
		this.closed = true;
		hasten();
		if (!Waits.isDoneWithin(settled, timeout)) {
			logger.warn("Closed with records under way, whose sends fail now");
		}
		endDispatcher();
		this.streams.values().forEach((stream) -> stream.close(Refusal.CLOSED));
		this.underWay.forEach((call) -> call.fail(Refusal.CLOSED));
	}

	/** What it holds in its hands is in a call or in a lane when it has ended. */
	private void endDispatcher() {
		this.ended = true;
		LockSupport.unpark(this.dispatcher);
		if (Thread.currentThread() == this.dispatcher) {
			return;
		}
		try {
			this.dispatcher.join(DISPATCHER_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
