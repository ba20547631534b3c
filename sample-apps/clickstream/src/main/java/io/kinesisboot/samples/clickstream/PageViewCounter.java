package io.kinesisboot.samples.clickstream;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.annotation.KinesisListener;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Counts the views of each page. The shards call it at the same time.
 */
@Component
class PageViewCounter {

	private final Map<String, LongAdder> views = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition counted = this.lock.newCondition();

	private long total;

	private final AtomicReference<@Nullable Duration> firstViewAfter = new AtomicReference<>();

	@KinesisListener(streams = ClickstreamApplication.STREAM)
	void count(PageView view) {
		this.firstViewAfter.compareAndSet(null, Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
		this.views.computeIfAbsent(view.page(), (page) -> new LongAdder()).increment();
		this.lock.lock();
		try {
			this.total++;
			this.counted.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	long total() {
		this.lock.lock();
		try {
			return this.total;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until as many views are counted.
	 * @param expected the number of views
	 * @param timeout how long to wait for each next one
	 * @return false if one did not come in time
	 */
	boolean awaitTotal(long expected, Duration timeout) throws InterruptedException {
		this.lock.lock();
		try {
			while (this.total < expected) {
				if (!this.counted.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
					return false;
				}
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How long after the start of the JVM the first view was counted.
	 */
	Optional<Duration> firstViewAfter() {
		return Optional.ofNullable(this.firstViewAfter.get());
	}

	/**
	 * The most viewed pages, those with equal views by name.
	 */
	List<PageTotal> top(int limit) {
		return this.views.entrySet()
			.stream()
			.map((entry) -> new PageTotal(entry.getKey(), entry.getValue().sum()))
			.sorted(Comparator.comparingLong(PageTotal::views).reversed().thenComparing(PageTotal::page))
			.limit(limit)
			.toList();
	}

	/**
	 * The views of one page.
	 *
	 * @param page the page
	 * @param views how often it was viewed
	 */
	record PageTotal(String page, long views) {
	}

}
