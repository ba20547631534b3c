package io.kinesisboot.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.autoconfigure.actuate.CachedReading.Pending;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CachedReading}.
 */
class CachedReadingTests {

	private static final Duration MAX_AGE = Duration.ofSeconds(5);

	private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

	private final TestClock clock = new TestClock();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final AtomicInteger reads = new AtomicInteger();

	private final CachedReading<Integer> reading = new CachedReading<>(MAX_AGE, this.tasks::add, this.clock);

	@Test
	void readingIsUsedUntilItIsOld() {
		assertThat(read()).isEqualTo(new Reading<>(START, 1, null));
		this.clock.now = START.plus(MAX_AGE).minusMillis(1);
		assertThat(read()).isEqualTo(new Reading<>(START, 1, null));
		this.clock.now = START.plus(MAX_AGE);
		assertThat(read()).isEqualTo(new Reading<>(START.plus(MAX_AGE), 2, null));
	}

	@Test
	void allWhoAskAtTheSameTimeGetOneReading() {
		Pending<Integer> first = this.reading.begin(this.reads::incrementAndGet);
		Pending<Integer> second = this.reading.begin(this.reads::incrementAndGet);
		assertThat(this.tasks).hasSize(1);
		assertThat(first.get()).isEqualTo(new Reading<>(null, null, "No answer yet"));
		this.tasks.remove().run();
		assertThat(first.get()).isEqualTo(new Reading<>(START, 1, null)).isEqualTo(second.get());
	}

	@Test
	void failureIsToldWithWhatWasReadBeforeAndIsNotRepeatedAtOnce() {
		read();
		this.clock.now = START.plusSeconds(7);
		AtomicInteger failures = new AtomicInteger();
		Supplier<Integer> failing = () -> {
			failures.incrementAndGet();
			throw new KinesisBootException("Access denied");
		};
		assertThat(read(failing)).isEqualTo(new Reading<>(START, 1, "Access denied"));
		assertThat(read(failing)).isEqualTo(new Reading<>(START, 1, "Access denied"));
		assertThat(failures).hasValue(1);
		this.clock.now = START.plusSeconds(14);
		assertThat(read()).isEqualTo(new Reading<>(START.plusSeconds(14), 2, null));
	}

	@Test
	void whatIsNotThereInTimeIsToldAsItWasBefore() {
		read();
		this.clock.now = START.plusSeconds(7);
		Pending<Integer> pending = this.reading.begin(this.reads::incrementAndGet);
		Pending.await(List.of(pending), Duration.ofMillis(1));
		assertThat(pending.get()).isEqualTo(new Reading<>(START, 1, "No answer yet"));
	}

	@Test
	void readingThatFindsNoThreadIsTriedAgain() {
		CachedReading<Integer> busy = new CachedReading<>(MAX_AGE, (task) -> {
			if (this.reads.incrementAndGet() == 1) {
				throw new RejectedExecutionException();
			}
			task.run();
		}, this.clock);
		assertThat(busy.begin(() -> 7).get().error()).isEqualTo("Too many other things are being read");
		assertThat(busy.begin(() -> 7).get().value()).isEqualTo(7);
	}

	private Reading<Integer> read() {
		return read(this.reads::incrementAndGet);
	}

	private Reading<Integer> read(Supplier<Integer> source) {
		Pending<Integer> pending = this.reading.begin(source);
		this.tasks.forEach(Runnable::run);
		this.tasks.clear();
		return pending.get();
	}

	private static final class TestClock extends Clock {

		private Instant now = START;

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
