package io.kinesisboot.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Reads something again only when the last reading is old, and once for all who ask at
 * that time. Thread-safe.
 *
 * @param <T> the type of what is read
 */
final class CachedReading<T> {

	private final Duration maxAge;

	private final Executor executor;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile Reading<T> last = Reading.none();

	private Instant tried = Instant.MIN;

	private @Nullable CompletableFuture<Reading<T>> underWay;

	/**
	 * Creates what has not been read yet.
	 * @param maxAge how old an attempt may be to be answered with
	 * @param executor reads
	 * @param clock tells how old it is
	 */
	CachedReading(Duration maxAge, Executor executor, Clock clock) {
		this.maxAge = maxAge;
		this.executor = executor;
		this.clock = clock;
	}

	/**
	 * Begins to read, if that is due and not under way.
	 * @param source reads; what it throws is the reading's error
	 * @return the reading to come, or the last one
	 */
	Pending<T> begin(Supplier<T> source) {
		this.lock.lock();
		try {
			CompletableFuture<Reading<T>> current = this.underWay;
			if (current == null) {
				current = isFresh() ? CompletableFuture.completedFuture(this.last) : start(source);
			}
			return new Pending<>(current, () -> this.last);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFresh() {
		return this.clock.instant().minus(this.maxAge).isBefore(this.tried);
	}

	private CompletableFuture<Reading<T>> start(Supplier<T> source) {
		CompletableFuture<Reading<T>> reading = new CompletableFuture<>();
		this.underWay = reading;
		try {
			this.executor.execute(() -> reading.complete(ended(read(source))));
		}
		catch (RejectedExecutionException ex) {
			this.underWay = null;
			reading.complete(this.last.withError("Too many other things are being read"));
		}
		catch (RuntimeException | Error ex) {
			this.underWay = null;
			reading.complete(this.last.withError(ex.toString()));
		}
		return reading;
	}

	private Reading<T> read(Supplier<T> source) {
		Instant asked = this.clock.instant();
		try {
			return new Reading<>(asked, source.get(), /* error= */ null);
		}
		catch (RuntimeException | Error ex) {
			return this.last.withError((ex.getMessage() != null) ? ex.getMessage() : ex.toString());
		}
	}

	private Reading<T> ended(Reading<T> reading) {
		this.lock.lock();
		try {
			this.last = reading;
			this.tried = this.clock.instant();
			this.underWay = null;
		}
		finally {
			this.lock.unlock();
		}
		return reading;
	}

	/**
	 * A reading that comes. Immutable.
	 *
	 * @param <T> the type of what is read
	 * @param reading the reading
	 * @param last what to answer with until then
	 */
	record Pending<T>(CompletableFuture<Reading<T>> reading, Supplier<Reading<T>> last) {

		/**
		 * Waits for several.
		 * @param all the readings
		 * @param timeout how long at most, for all of them together
		 */
		static void await(Collection<? extends Pending<?>> all, Duration timeout) {
			CompletableFuture.allOf(all.stream().map(Pending::reading).toArray(CompletableFuture[]::new))
				.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}

		/**
		 * Does not wait.
		 * @return the reading, or the last one with an error that says so
		 */
		Reading<T> get() {
			Reading<T> read = this.reading.getNow(null);
			return (read != null) ? read : this.last.get().withError("No answer yet");
		}

	}

}
