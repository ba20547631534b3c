package io.kinesisboot.producer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.kinesisboot.KinesisBootException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits batches, sends them by the {@link PutRecordsStage} and answers for them.
 * Thread-safe.
 */
final class DefaultKinesisProducer implements KinesisProducer {

	private static final Logger logger = LoggerFactory.getLogger(KinesisProducer.class);

	private final ProducerOptions options;

	private final PutRecordsStage stage;

	private final Retries retries;

	private final Semaphore slots;

	/** Admitted batches, each with the future of its sender having been answered. */
	private final Map<Batch, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

	private volatile boolean closed;

	DefaultKinesisProducer(ProducerOptions options, PutRecordsStage stage, Retries retries) {
		this.options = options;
		this.stage = stage;
		this.retries = retries;
		this.slots = new Semaphore(options.maxInFlight(), /* fair= */ true);
	}

	// PutRecords for one record too: one way out, one kind of answer, one kind of retry.
	@Override
	public CompletableFuture<SendResult> send(UserRecord record) {
		return submit(List.of(record), DefaultKinesisProducer::single);
	}

	private static SendResult single(BatchResult result) {
		if (result.outcomes().get(0) instanceof PutOutcome.Failed failed) {
			throw failed.error();
		}
		return result.accepted().get(0);
	}

	@Override
	public CompletableFuture<BatchResult> sendAll(List<UserRecord> records) {
		return submit(List.copyOf(records), Function.identity());
	}

	private <T> CompletableFuture<T> submit(List<UserRecord> records, Function<BatchResult, T> reply) {
		CompletableFuture<T> future = new CompletableFuture<>();
		Batch batch = new Batch(records, this.options);
		try {
			submit(batch, (result) -> answer(future, reply, result));
		}
		catch (KinesisBootException ex) {
			future.completeExceptionally(ex);
		}
		return future;
	}

	private void submit(Batch batch, Consumer<BatchResult> sender) {
		if (this.closed || !batch.hasChunks()) {
			batch.abort(Refusal.CLOSED);
			batch.result().thenAccept(sender);
			return;
		}
		takeSlot();
		// The slot first: what the sender attached to his future may send again.
		this.open.put(batch, batch.result().thenAccept((result) -> {
			this.slots.release();
			sender.accept(result);
			this.open.remove(batch);
		}));
		// Only now: close() sees the batch, or this sees that it is closed.
		if (this.closed) {
			batch.abort(Refusal.CLOSED);
		}
		else {
			batch.sendBy(this.stage);
		}
	}

	private void takeSlot() {
		try {
			if (!this.slots.tryAcquire(this.options.maxBlock().toNanos(), TimeUnit.NANOSECONDS)) {
				throw new BackPressureException(this.options.maxInFlight(), this.options.maxBlock());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException("Interrupted while waiting for a call slot; nothing was sent", ex);
		}
	}

	private static <T> void answer(CompletableFuture<T> future, Function<BatchResult, T> reply, BatchResult result) {
		try {
			future.complete(reply.apply(result));
		}
		catch (SendException ex) {
			future.completeExceptionally(ex);
		}
	}

	@Override
	public CompletableFuture<Void> flush() {
		return CompletableFuture.allOf(this.open.values().toArray(CompletableFuture[]::new));
	}

	@Override
	public void close() {
		close(this.options.recordTimeToLive());
	}

	@Override
	public void close(Duration timeout) {
		this.closed = true;
		if (!Waits.isDoneWithin(flush(), timeout)) {
			long dropped = this.open.keySet().stream().mapToLong((batch) -> batch.abort(Refusal.CLOSED)).sum();
			logger.warn("Closed with {} records under way, whose sends fail now", dropped);
		}
		this.retries.stop();
	}

}
