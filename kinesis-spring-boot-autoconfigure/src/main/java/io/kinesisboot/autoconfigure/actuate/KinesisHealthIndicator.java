package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.kinesisboot.autoconfigure.actuate.CachedReading.Pending;
import io.kinesisboot.autoconfigure.actuate.KinesisView.Listener.State;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.event.ShardState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells how the listeners of an application are. Down: a shard cannot go on, a listener
 * has ended by itself, or its lease table cannot be reached. {@link #DEGRADED}: a shard
 * is further behind than the listener's {@code lag-threshold}, or the circuit of a
 * listener is open. The details say of each listener, by its id, how it is and what is
 * wrong. Waits for DynamoDB, a few seconds at most. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Records wait, but none is stuck. Spring Boot does not know this status: it leaves
	 * the health of the application as the other contributors have it, and its HTTP
	 * status 200.
	 */
	public static final Status DEGRADED = new Status("DEGRADED");

	private final KinesisListenerEndpointRegistry registry;

	private final KinesisReadings readings;

	private final Duration timeout;

	KinesisHealthIndicator(KinesisListenerEndpointRegistry registry, KinesisReadings readings, Duration timeout) {
		super("The listeners of Kinesis could not be asked");
		this.registry = registry;
		this.readings = readings;
		this.timeout = timeout;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<Check> checks = this.registry.getListenerContainers().stream().map(this::begin).toList();
		Pending.await(checks.stream().flatMap((check) -> check.leases().stream()).toList(), this.timeout);
		boolean down = false;
		boolean degraded = false;
		for (Check check : checks) {
			List<String> failures = check.failures();
			List<String> delays = check.delays();
			down |= !failures.isEmpty();
			degraded |= !delays.isEmpty();
			builder.withDetail(check.container().endpoint().id(),
					new ListenerHealth(KinesisViews.state(check.container()), check.container().shards().size(),
							Stream.concat(failures.stream(), delays.stream()).toList()));
		}
		builder.status(down ? Status.DOWN : degraded ? DEGRADED : Status.UP);
	}

	private Check begin(KinesisMessageListenerContainer container) {
		List<Pending<Boolean>> leases = new ArrayList<>();
		if (container.isRunning()) {
			container.inspection()
				.ifPresent((inspection) -> container.requests()
					.forEach((request) -> leases.add(this.readings.reachable(inspection, request))));
		}
		return new Check(container, leases);
	}

	/**
	 * How a listener is.
	 *
	 * @param state whether it listens
	 * @param shards how many shards this instance has for it
	 * @param problems what is wrong, by shard
	 */
	public record ListenerHealth(State state, int shards, List<String> problems) {
	}

	/**
	 * A listener whose leases are being looked for.
	 *
	 * @param container the listener
	 * @param leases whether its lease tables can be reached
	 */
	private record Check(KinesisMessageListenerContainer container, List<Pending<Boolean>> leases) {

		List<String> failures() {
			List<String> failures = new ArrayList<>();
			if (this.container.hasFailed()) {
				failures.add("ended by itself, and reads nothing until it is restarted");
			}
			this.leases.stream()
				.map(Pending::get)
				.filter(this::hasBegun)
				.flatMap((reading) -> Stream.ofNullable(reading.error()))
				.forEach(failures::add);
			this.container.shards()
				.stream()
				.filter((shard) -> shard.failure() != null)
				.map((shard) -> text(shard, "stopped: " + KinesisViews.reason(shard)))
				.sorted()
				.forEach(failures::add);
			return failures;
		}

		/**
		 * A new application makes its table when it starts, which takes a while.
		 */
		private boolean hasBegun(Reading<Boolean> table) {
			return table.asOf() != null || !this.container.shards().isEmpty();
		}

		List<String> delays() {
			Duration threshold = this.container.options().events().lagThreshold();
			Stream<String> circuit = this.container.openCircuit()
				.map("the circuit of '%s' is open"::formatted)
				.stream();
			Stream<String> lags = this.container.shards()
				.stream()
				.filter((shard) -> isBehind(shard, threshold))
				.map((shard) -> text(shard, "is behind by " + shard.behindLatest()))
				.sorted();
			return Stream.concat(circuit, lags).toList();
		}

		private static boolean isBehind(ShardState shard, @Nullable Duration threshold) {
			Duration behind = shard.behindLatest();
			return threshold != null && behind != null && behind.compareTo(threshold) > 0;
		}

		private static String text(ShardState shard, String what) {
			return "%s of stream '%s' %s".formatted(shard.source().shardId(), shard.source().stream(), what);
		}

	}

}
