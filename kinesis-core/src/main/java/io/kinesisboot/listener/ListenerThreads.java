package io.kinesisboot.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads on which calls of a listener run that run at the same time. How many there
 * are is for the shards to say, of which each has its limit.
 */
final class ListenerThreads {

	private static final int IDLE_SECONDS = 10;

	private ListenerThreads() {
	}

	/**
	 * Makes an executor that need not be shut down: its threads end when they have
	 * nothing to do for a while, and keep no process alive.
	 */
	static Executor executor(String listenerId, boolean virtual) {
		String prefix = "kinesis-listener-" + listenerId + "-";
		if (virtual) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
			executor.setVirtualThreads(true);
			return executor;
		}
		AtomicInteger count = new AtomicInteger();
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, prefix + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

}
