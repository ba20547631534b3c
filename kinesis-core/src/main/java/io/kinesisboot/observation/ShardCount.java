package io.kinesisboot.observation;

import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How many shards a listener has, and how many of them have stopped. Thread-safe.
 *
 * @param assigned how many it has
 * @param stopped how many of them cannot go on
 */
record ShardCount(AtomicInteger assigned, AtomicInteger stopped) {

	static ShardCount register(MeterRegistry registry, String listenerId) {
		ShardCount count = new ShardCount(new AtomicInteger(), new AtomicInteger());
		gauge("kinesis.listener.shards", "Shards that this process has the leases of", listenerId, count.assigned)
			.register(registry);
		gauge("kinesis.listener.shards.stopped", "Those of them that cannot go on", listenerId, count.stopped)
			.register(registry);
		return count;
	}

	private static Gauge.Builder<?> gauge(String name, String description, String listenerId, AtomicInteger value) {
		return Gauge.builder(name, value::get).description(description).tag("listener", listenerId);
	}

}
