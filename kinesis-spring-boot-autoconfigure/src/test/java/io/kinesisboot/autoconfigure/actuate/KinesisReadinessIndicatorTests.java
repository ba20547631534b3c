package io.kinesisboot.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.ListenerContainerOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisReadinessIndicator}.
 */
class KinesisReadinessIndicatorTests {

	private final FakeApplication application = new FakeApplication();

	private final KinesisListenerEndpointRegistry registry = new KinesisListenerEndpointRegistry();

	private final KinesisReadings readings = new KinesisReadings(
			new KinesisActuatorProperties(Duration.ZERO, Duration.ofSeconds(10), 100), Clock.systemUTC());

	private final KinesisReadinessIndicator indicator = new KinesisReadinessIndicator(this.registry, this.readings,
			Duration.ofSeconds(20));

	@BeforeEach
	void start() {
		this.registry
			.register(KinesisListenerEndpoint.ofRecords("orders", "orders-app", List.of("orders"), (record) -> {
			}), new KinesisListenerContainerFactory(this.application, KinesisMessageConverters.create(),
					ListenerContainerOptions.defaults(), Clock.systemUTC()));
		assertThat(health().getStatus()).as("before the listeners start").isEqualTo(Status.OUT_OF_SERVICE);
		this.registry.start();
	}

	@AfterEach
	void stop() {
		this.registry.stop();
		this.readings.close();
	}

	@Test
	void applicationWaitsForItsFirstShardAndStaysReadyWithoutIt() {
		this.application.leases = List.of(lease("0", "other"), lease("1", "this"));
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health().getDetails()).containsEntry("orders", "waits for its first shard");
		ShardHandler shard = this.application.assign();
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		shard.left(ShardHandler.Reason.LOST);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void applicationIsReadyWhereOthersHaveAllShards() {
		this.application.leases = List.of(lease("0", null, ShardLease.ENDED), lease("1", "other", "TRIM_HORIZON"));
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void shardThatWaitsForItsParentOfAnotherWorkerIsNotWaitedFor() {
		this.application.leases = List.of(lease("0", "other"), lease("1", "this", "TRIM_HORIZON", "0"));
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void applicationWaitsWhileAShardHasNoWorkerOrTheLeasesAreNotKnown() {
		this.application.leases = List.of(lease("0", "other"), lease("1", null));
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		this.application.leases = List.of();
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	private Health health() {
		return Objects.requireNonNull(this.indicator.health());
	}

	private static ShardLease lease(String shardId, @Nullable String owner) {
		return lease(shardId, owner, "TRIM_HORIZON");
	}

	private static ShardLease lease(String shardId, @Nullable String owner, String checkpoint, String... parents) {
		return new ShardLease("orders", shardId, owner, checkpoint, 0, List.of(parents));
	}

	/**
	 * An application without a service behind it.
	 */
	private static final class FakeApplication implements RecordSource.Factory, ApplicationInspection {

		private List<ShardLease> leases = List.of();

		private ShardHandler.@Nullable Factory handlers;

		@Override
		public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
			this.handlers = handlers;
			return new RecordSource() {

				private boolean running;

				@Override
				public void start() {
					this.running = true;
				}

				@Override
				public boolean stop(Duration timeout) {
					this.running = false;
					return true;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

			};
		}

		ShardHandler assign() {
			return Objects.requireNonNull(this.handlers).create(new AssignedShard() {

				@Override
				public String stream() {
					return "orders";
				}

				@Override
				public String shardId() {
					return "1";
				}

				@Override
				public boolean awaitStop(Duration time) {
					return false;
				}

			});
		}

		@Override
		public List<ShardLease> leases(RecordSource.Request request, Duration timeout) {
			if (this.leases.isEmpty()) {
				throw new KinesisBootException("There is no table");
			}
			return this.leases;
		}

		@Override
		public void reach(RecordSource.Request request, Duration timeout) {
		}

		@Override
		public String workerId(RecordSource.Request request) {
			return "this";
		}

	}

}
