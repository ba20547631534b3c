package io.kinesisboot.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.guard.CallGuard;
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
 * Senders lay records into the lane of their shard; one thread takes from the lanes what
 * may go, and makes the calls; the client's threads settle them. Thread-safe.
 */
final class DefaultKinesisProducer implements KinesisProducer {

	private static final Logger logger = LoggerFactory.getLogger(KinesisProducer.class);

	private static final int REMEMBERED_KEYS = 1 << 17;

	private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long DISPATCHER_MILLIS = 10_000;

	private final KinesisAsyncClient client;

	private final ProducerOptions options;

	private final BackOff backOff;

	private final Ticker ticker;

	private final CallTimeout timeout;

	private final ServiceErrors errors;

	private final ShardFinder shards;

	private final Aggregators aggregators;

	private final MemoryBudget memory;

	private final @Nullable DeduplicationIds ids;

	private final Flushes flushes;

	private final ProducerMetrics metrics;

	private final PutGuard guard;

	private final HashKeyCache hashKeys = new HashKeyCache(REMEMBERED_KEYS);

	private final Map<String, StreamLanes> streams = new ConcurrentHashMap<>();

	private final Set<PutCall> underWay = ConcurrentHashMap.newKeySet();

	private final Thread dispatcher = new Thread(this::dispatch, "kinesis-producer");

	private volatile boolean woken;

	private volatile boolean closed;

	private volatile boolean ended;

	DefaultKinesisProducer(KinesisAsyncClient client, ProducerOptions options, ProducerMetrics metrics, PutGuard guard,
			BackOff backOff, Ticker ticker) {
		this.client = client;
		this.options = options;
		this.backOff = backOff;
		this.ticker = ticker;
		this.timeout = CallTimeout.of(client);
		this.errors = new ServiceErrors(ServiceLocation.of(client));
		this.shards = new ShardFinder(client);
		this.aggregators = new Aggregators(options.aggregation().packing(), options.maxAggregateBytes());
		this.memory = new MemoryBudget(options.memory());
		this.metrics = metrics;
		this.guard = guard;
		this.flushes = new Flushes(this.memory, metrics);
		this.ids = options.deduplicationIds() ? new DeduplicationIds() : null;
		this.dispatcher.setDaemon(true);
		this.dispatcher.start();
		metrics.started(this::load);
	}

	@Override
	public ProducerOptions options() {
		return this.options;
	}

	@Override
	public ProducerLoad load() {
		long now = this.ticker.read();
		long timeToLive = this.options.recordTimeToLive().toNanos();
		long first = now + timeToLive;
		int calls = 0;
		for (PutCall call : this.underWay) {
			first = Math.min(first - now, call.firstDeadline() - now) + now;
			calls++;
		}
		for (StreamLanes stream : this.streams.values()) {
			first = stream.firstDeadline(first);
		}
		return new ProducerLoad(this.memory.used(), this.options.memory(), calls,
				Duration.ofNanos(timeToLive - (first - now)));
	}

	@Override
	public CompletableFuture<SendResult> send(UserRecord record) {
		return send(record, this.options.maxBlock());
	}

	private CompletableFuture<SendResult> send(UserRecord given, Duration patience) {
		UserRecord record = identified(given);
		int bytes = record.sizeInBytes();
		SendException refusal = refusalOf(record, bytes);
		if (refusal != null) {
			return refuse(record, refusal);
		}
		try {
			if (!this.memory.take(PendingRecord.memoryOf(bytes), patience)) {
				return refuse(record,
						new BackPressureException(this.memory.used(), this.options.memory(), this.options.maxBlock()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return refuse(record,
					new KinesisBootException("Interrupted while waiting for memory; nothing was sent", ex));
		}
		return admit(record, bytes);
	}

	private CompletableFuture<SendResult> refuse(UserRecord record, KinesisBootException refusal) {
		this.metrics.failed(record.stream());
		return CompletableFuture.failedFuture(refusal);
	}

	private UserRecord identified(UserRecord record) {
		DeduplicationIds known = this.ids;
		return (known != null) ? known.identify(record) : record;
	}

	private @Nullable SendException refusalOf(UserRecord record, int bytes) {
		if (bytes > this.options.maxRecordBytes()) {
			return new RecordTooLargeException(record, this.options.maxRecordBytes());
		}
		boolean untaggable = !this.options.aggregation().enabled() && !record.tags().isEmpty();
		Refusal refusal = untaggable ? Refusal.UNTAGGABLE : this.guard.refusal();
		return (refusal != null) ? refusal.toException(record, 0) : null;
	}

	@Override
	public Optional<CompletableFuture<SendResult>> trySend(UserRecord given) {
		UserRecord record = identified(given);
		int bytes = record.sizeInBytes();
		SendException refusal = refusalOf(record, bytes);
		if (refusal != null) {
			return Optional.of(refuse(record, refusal));
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
			return refuse(record, Refusal.CLOSED.toException(record, 0));
		}
		long now = this.ticker.read();
		PendingRecord pending = new PendingRecord(record, bytes, hashKeyOf(record),
				now + this.options.recordTimeToLive().toNanos(), span);
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
				: this.streams.computeIfAbsent(name, (added) -> new StreamLanes(added, this.options.maxInFlight(),
						(shard) -> new Lane(shard, this.options, this.aggregators, this.backOff, this.ticker.read()),
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
					this.ticker.park(this, wait);
				}
			}
			catch (RuntimeException | Error ex) {
				logger.error("The producer failed unexpectedly, and goes on", ex);
				this.ticker.park(this, PAUSE_AFTER_FAILURE_NANOS);
			}
		}
	}

	/**
	 * Makes the calls that can be made now.
	 * @return how long until there may be something to do
	 */
	private long dispatchOnce(long now) {
		long wait = Long.MAX_VALUE;
		failBuffered();
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
			while (more && stream.mayCall()) {
				more = put(stream, now);
			}
			if (!more) {
				wait = Math.min(wait, Math.max(stream.nextNanos(now), this.guard.waitNanos(now)));
			}
		}
		return wait;
	}

	private void failBuffered() {
		Refusal refusal = this.guard.refusalOfBuffered();
		if (refusal != null) {
			this.streams.values().forEach((stream) -> forget(stream, refusal));
		}
	}

	/** Without a permit, what is too late fails, and nothing is put. */
	private boolean put(StreamLanes stream, long now) {
		CallGuard.Permit permit = this.guard.ask(stream, now);
		PutCall call = new PutCall(stream, this.options, /* open= */ permit != null);
		if (!stream.fill(call, now) || permit == null) {
			if (permit != null) {
				permit.unused();
			}
			return false;
		}
		this.underWay.add(call);
		call.send(this.client, this.aggregators, this.timeout.limit(Duration.ofNanos(call.deadline() - now)))
			.whenComplete((response, error) -> {
				if (error != null) {
					permit.failed(ServiceErrors.unwrap(error));
				}
				else {
					permit.succeeded();
				}
				this.metrics.called(stream.name(), Duration.ofNanos(this.ticker.read() - now),
						(error != null) ? ServiceErrors.codeOf(ServiceErrors.unwrap(error)) : null);
				settle(stream, call, response, error);
			});
		return true;
	}

	private void settle(StreamLanes stream, PutCall call, @Nullable PutRecordsResponse response,
			@Nullable Throwable error) {
		stream.called();
		long now = this.ticker.read();
		if (response != null && response.records().size() == call.size()) {
			call.answered(response.records(), now);
		}
		else {
			Throwable cause = (error != null) ? ServiceErrors.unwrap(error) : incomplete(call, response);
			Refusal refusal = this.errors.ofCall(stream.name(), cause);
			if (ServiceErrors.isTransient(cause)) {
				call.lost(refusal, ServiceErrors.errorCode(cause),
						cause instanceof AwsServiceException service && service.isThrottlingException(), now);
			}
			else {
				if (cause instanceof ResourceNotFoundException) {
					// First: what waits behind the call is spared another one
					forget(stream, refusal);
				}
				call.failed(refusal, now);
			}
		}
		this.underWay.remove(call);
		wake();
	}

	private static Throwable incomplete(PutCall call, @Nullable PutRecordsResponse response) {
		int answers = (response != null) ? response.records().size() : 0;
		return new IllegalStateException("PutRecords answered for %d of %d records".formatted(answers, call.size()));
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
		if (!isDoneWithin(settled, timeout)) {
			logger.warn("Closed with records under way, whose sends fail now");
		}
		endDispatcher();
		this.streams.values().forEach((stream) -> stream.close(Refusal.CLOSED));
		this.underWay.forEach((call) -> call.fail(Refusal.CLOSED));
	}

	private static boolean isDoneWithin(CompletableFuture<Void> settled, Duration timeout) {
		try {
			settled.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
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
