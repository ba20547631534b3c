package io.kinesisboot.listener;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops several things at the same time, each of which takes a while.
 */
final class AtOnce {

	private AtOnce() {
	}

	/**
	 * Does something with all, and waits for the last of them.
	 * @throws RuntimeException the first failure, with the others suppressed
	 */
	static <T> void forEach(Collection<T> all, Consumer<T> action) {
		if (all.size() > 1) {
			forEachOfSeveral(all, action);
			return;
		}
		try {
			all.forEach(action);
		}
		catch (Error ex) {
			throw failure(ex);
		}
	}

	private static <T> void forEachOfSeveral(Collection<T> all, Consumer<T> action) {
		ExecutorService executor = Executors.newFixedThreadPool(all.size(),
				(task) -> new Thread(task, "kinesis-lifecycle"));
		try {
			List<Callable<Object>> tasks = all.stream()
				.map((each) -> Executors.callable(() -> action.accept(each)))
				.toList();
			throwFirst(executor.invokeAll(tasks));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException("Interrupted while listeners were being started or stopped", ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void throwFirst(List<Future<Object>> results) throws InterruptedException {
		RuntimeException first = null;
		for (Future<Object> result : results) {
			try {
				result.get();
			}
			catch (ExecutionException ex) {
				RuntimeException failure = failure(ex.getCause());
				if (first == null) {
					first = failure;
				}
				else {
					first.addSuppressed(failure);
				}
			}
		}
		if (first != null) {
			throw first;
		}
	}

	private static RuntimeException failure(@Nullable Throwable cause) {
		return (cause instanceof RuntimeException failure) ? failure
				: new KinesisBootException("A listener could not be started or stopped", cause);
	}

}
