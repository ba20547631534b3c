package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a listener with the records of one shard, several calls at a time, each on a
 * thread of an executor. Records that wait for each other never overlap and never swap.
 * Thread-safe.
 */
final class ConcurrentShardHandler implements ShardHandler {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrentShardHandler.class);

	private final RecordDelivery delivery;

	private final DispatchOptions options;

	private final int batchSize;

	private final Executor executor;

	private final ListenerGate gate;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition workerEnded = this.lock.newCondition();

	private final RecordQueue queue;

	private final Runnable gateOpened = () -> startIf(() -> {
	});

	private int workers;

	/** Whether what waits may go into a call that is not full. */
	private boolean due;

	/** Whether somebody will say that it is due. */
	private boolean timed;

	private boolean stopped;

	ConcurrentShardHandler(RecordDelivery delivery, DispatchOptions options, int batchSize, Executor executor,
			ListenerGate gate) {
		this.delivery = delivery;
		this.options = options;
		this.batchSize = batchSize;
		this.executor = executor;
		this.gate = gate;
		this.queue = new RecordQueue(options.order());
		gate.onOpen(this.gateOpened);
	}

	@Override
	public void handle(OpenRecord record) {
		startIf(() -> {
			this.queue.add(record);
			if (this.options.batchWindow().isZero()) {
				this.due = false;
			}
		});
	}

	@Override
	public void readEnded(Duration behindLatest) {
		startIf(() -> this.due |= this.options.batchWindow().isZero());
	}

	@Override
	public void noRoom() {
		startIf(() -> this.due = true);
	}

	private void windowPassed() {
		startIf(() -> {
			this.timed = false;
			this.due = true;
		});
	}

	/**
	 * Changes what there is to do, and starts a worker if one is of use.
	 */
	private void startIf(Runnable change) {
		boolean start;
		this.lock.lock();
		try {
			change.run();
			start = reserveWorker();
		}
		finally {
			this.lock.unlock();
		}
		if (start) {
			startWorker();
		}
	}

	private boolean reserveWorker() {
		if (!isReady()) {
			awaitBatch();
			return false;
		}
		if (this.workers >= this.options.concurrency()) {
			return false;
		}
		this.workers++;
		return true;
	}

	private boolean isReady() {
		int ready = this.queue.ready();
		return ready > 0 && (ready >= this.batchSize || this.due) && !this.stopped && !this.gate.isClosed();
	}

	/**
	 * Sees to it that a call that is not full is made in time, once calls may be made.
	 */
	private void awaitBatch() {
		Duration window = this.options.batchWindow();
		if (!window.isZero() && !this.timed && this.queue.ready() > 0 && !this.stopped && !this.gate.isClosed()) {
			this.timed = true;
			CompletableFuture.delayedExecutor(window.toNanos(), TimeUnit.NANOSECONDS, this.executor)
				.execute(this::windowPassed);
		}
	}

	/**
	 * Starts a worker beside one that is at work, and will be without it.
	 */
	private void startAnother() {
		try {
			startWorker();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("No further thread for listener '{}'", this.delivery.listenerId(), ex);
		}
	}

	private void startWorker() {
		boolean started = false;
		try {
			this.executor.execute(this::work);
			started = true;
		}
		finally {
			if (!started) {
				endWorker();
			}
		}
	}

	private void work() {
		RecordQueue.Work work = next();
		while (work != null) {
			boolean goOn = deliver(work);
			release(work, goOn);
			work = next();
		}
	}

	private boolean deliver(RecordQueue.Work work) {
		try {
			return this.delivery.deliver(work.records());
		}
		catch (Throwable ex) {
			work.records()
				.stream()
				.filter((record) -> !record.isComplete())
				.findFirst()
				.ifPresent((record) -> record.fail(ex));
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
		}
		return false;
	}

	private void release(RecordQueue.Work work, boolean goOn) {
		this.lock.lock();
		try {
			this.queue.release(work);
			this.stopped |= !goOn;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes what is to be done next, and sees to it that another worker is there if there
	 * is more.
	 * @return the records, or null if the worker is to end
	 */
	private RecordQueue.@Nullable Work next() {
		RecordQueue.Work work;
		boolean more;
		this.lock.lock();
		try {
			if (!isReady()) {
				awaitBatch();
				endWorker();
				return null;
			}
			work = this.queue.take(this.batchSize);
			if (this.queue.ready() == 0 && !this.options.batchWindow().isZero()) {
				this.due = false;
			}
			more = reserveWorker();
		}
		finally {
			this.lock.unlock();
		}
		if (more) {
			startAnother();
		}
		return work;
	}

	private void endWorker() {
		this.lock.lock();
		try {
			this.workers--;
			this.workerEnded.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() throws InterruptedException {
		long nanos = this.options.drainTimeout().toNanos();
		this.lock.lockInterruptibly();
		try {
			this.stopped = true;
			while (this.workers > 0 && nanos > 0) {
				nanos = this.workerEnded.awaitNanos(nanos);
			}
			if (this.workers > 0) {
				logger.warn("{} calls of listener '{}' did not end within {}, and their records will be handled again",
						this.workers, this.delivery.listenerId(), this.options.drainTimeout());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void left(Reason reason) {
		this.gate.forget(this.gateOpened);
	}

}
