package io.kinesisboot.autoconfigure.actuate;

import java.util.List;
import java.util.Objects;

import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.event.ShardState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells how the listeners of an application are: down as soon as a shard of one of them
 * cannot go on. The details say of each listener, by its id, how many shards this
 * instance has, or which of them have stopped and why. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisHealthIndicator extends AbstractHealthIndicator {

	private final KinesisListenerEndpointRegistry registry;

	/**
	 * Creates an indicator.
	 * @param registry has the listeners
	 */
	public KinesisHealthIndicator(KinesisListenerEndpointRegistry registry) {
		super("The listeners of Kinesis could not be asked");
		this.registry = registry;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (KinesisMessageListenerContainer container : this.registry.getListenerContainers()) {
			List<ShardState> shards = container.shards();
			List<String> stopped = shards.stream()
				.filter((shard) -> shard.failure() != null)
				.map(KinesisHealthIndicator::reason)
				.sorted()
				.toList();
			if (!stopped.isEmpty()) {
				builder.down();
			}
			builder.withDetail(container.endpoint().id(),
					stopped.isEmpty() ? state(container, shards.size()) : String.join("; ", stopped));
		}
	}

	private static String reason(ShardState shard) {
		Throwable failure = Objects.requireNonNull(shard.failure());
		return "%s of stream '%s' stopped: %s".formatted(shard.source().shardId(), shard.source().stream(),
				(failure.getCause() != null) ? failure.getCause() : failure);
	}

	private static String state(KinesisMessageListenerContainer container, int shards) {
		if (!container.isRunning()) {
			return "not running";
		}
		return "%s, shards: %d".formatted(container.isPaused() ? "paused" : "running", shards);
	}

}
