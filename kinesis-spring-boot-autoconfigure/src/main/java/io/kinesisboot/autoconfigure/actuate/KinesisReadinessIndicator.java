package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.kinesisboot.autoconfigure.actuate.CachedReading.Pending;
import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Is out of service until each listener that starts with the application has had its
 * first assignment, and up from then on, whatever becomes of the shards. A listener has
 * had it when this instance reads one of its shards, or when there is none for it to read
 * now: other instances have all of them, as where there are more instances than shards,
 * but for those that wait for their parents. Waits for DynamoDB, a few seconds at most.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisReadinessIndicator extends AbstractHealthIndicator {

	private final KinesisListenerEndpointRegistry registry;

	private final KinesisReadings readings;

	private final Duration timeout;

	private final Set<KinesisMessageListenerContainer> assigned = ConcurrentHashMap.newKeySet();

	KinesisReadinessIndicator(KinesisListenerEndpointRegistry registry, KinesisReadings readings, Duration timeout) {
		super("The listeners of Kinesis could not be asked");
		this.registry = registry;
		this.readings = readings;
		this.timeout = timeout;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<KinesisMessageListenerContainer> all = this.registry.getListenerContainers()
			.stream()
			.filter(KinesisMessageListenerContainer::isAutoStartup)
			.toList();
		this.assigned.retainAll(all);
		builder.up();
		for (KinesisMessageListenerContainer container : all) {
			if (this.assigned.contains(container) || isAssigned(container)) {
				this.assigned.add(container);
			}
			else {
				builder.outOfService().withDetail(container.endpoint().id(), "waits for its first shard");
			}
		}
	}

	private boolean isAssigned(KinesisMessageListenerContainer container) {
		if (!container.isRunning() || !container.shards().isEmpty()) {
			return !container.shards().isEmpty();
		}
		return container.inspection()
			.map((inspection) -> container.requests().stream().allMatch((request) -> isTaken(inspection, request)))
			.orElse(true);
	}

	private boolean isTaken(ApplicationInspection inspection, RecordSource.Request request) {
		Pending<List<ShardLease>> pending = this.readings.leases(inspection, request);
		Pending.await(List.of(pending), this.timeout);
		List<ShardLease> leases = Objects.requireNonNullElse(pending.get().value(), List.of());
		Set<String> left = leases.stream()
			.filter((lease) -> !lease.isEnded())
			.map((lease) -> name(lease, lease.shardId()))
			.collect(Collectors.toSet());
		String workerId = inspection.workerId(request);
		return !left.isEmpty() && leases.stream()
			.filter((lease) -> left.contains(name(lease, lease.shardId())))
			.allMatch((lease) -> (lease.owner() != null && !lease.owner().equals(workerId))
					|| lease.parents().stream().anyMatch((parent) -> left.contains(name(lease, parent))));
	}

	private static String name(ShardLease lease, String shardId) {
		return lease.stream() + "/" + shardId;
	}

}
