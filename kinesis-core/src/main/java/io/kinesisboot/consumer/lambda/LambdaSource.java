package io.kinesisboot.consumer.lambda;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of Lambda for one application. Thread-safe.
 */
final class LambdaSource implements RecordSource {

	private static final Logger logger = LoggerFactory.getLogger(LambdaSource.class);

	private final RecordSource.Request request;

	private final ShardHandler.Factory handlers;

	private final LambdaOptions options;

	private final CountDownLatch stopped = new CountDownLatch(1);

	/** Held by invocations, and against them by a stop. */
	private final ReadWriteLock invocations = new ReentrantReadWriteLock();

	private volatile boolean started;

	LambdaSource(RecordSource.Request request, ShardHandler.Factory handlers, LambdaOptions options) {
		this.request = request;
		this.handlers = handlers;
		this.options = options;
	}

	@Override
	public void start() {
		this.started = true;
	}

	@Override
	public boolean stop(Duration timeout) {
		this.stopped.countDown();
		boolean ended = false;
		try {
			ended = this.invocations.writeLock().tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (ended) {
			this.invocations.writeLock().unlock();
		}
		return ended;
	}

	@Override
	public boolean isRunning() {
		return this.started && !hasEnded();
	}

	boolean hasEnded() {
		return this.stopped.getCount() == 0;
	}

	String applicationName() {
		return this.request.applicationName();
	}

	boolean listensTo(LambdaEvent event) {
		return this.request.streams()
			.stream()
			.anyMatch((stream) -> stream.equals(event.stream()) || isArnOf(stream, event.sourceArn()));
	}

	/**
	 * Whether an ARN is that of a stream, or of a consumer registered with it.
	 */
	private static boolean isArnOf(String stream, String sourceArn) {
		return sourceArn.equals(stream) || sourceArn.startsWith(stream + "/consumer/");
	}

	/**
	 * Handles an event.
	 * @param event the event
	 * @param millisRemaining how many milliseconds the invocation may still take
	 * @return what Lambda is to be told
	 * @throws KinesisBootException if the event has failed as a whole
	 */
	LambdaAnswer handle(LambdaEvent event, LongSupplier millisRemaining) throws InterruptedException {
		long reserve = this.options.timeReserve().toMillis();
		InvocationShard shard = new InvocationShard(event, () -> millisRemaining.getAsLong() - reserve, this.stopped);
		LambdaInvocation invocation = new LambdaInvocation(event, shard);
		this.invocations.readLock().lockInterruptibly();
		try {
			invocation.run(this.handlers);
		}
		finally {
			this.invocations.readLock().unlock();
		}
		String failedFrom = invocation.failedFrom();
		if (failedFrom != null) {
			report(event, failedFrom, invocation.failure());
		}
		if (event.window() != null && !invocation.isHandedOver()) {
			throw new KinesisBootException(
					"Application '%s' has not ended the call for a window of shard %s of stream '%s', for want of time"
						.formatted(applicationName(), event.shardId(), event.stream()));
		}
		return new LambdaAnswer(failedFrom, shard.windowState());
	}

	/**
	 * A window's state is that of all records of its event or of none, so such an event
	 * fails as a whole too.
	 */
	private void report(LambdaEvent event, String failedFrom, @Nullable Throwable cause) {
		String message = "Application '%s' has not handled the records from %s on of shard %s of stream '%s'%s"
			.formatted(applicationName(), failedFrom, event.shardId(), event.stream(),
					(cause != null) ? "" : ", for want of time");
		if (!this.options.reportBatchItemFailures() || event.window() != null) {
			throw new KinesisBootException(message, cause);
		}
		logger.warn("{}, and reports them to Lambda", message, cause);
	}

	@Override
	public String toString() {
		return "'" + applicationName() + "' on " + this.request.streams();
	}

}
