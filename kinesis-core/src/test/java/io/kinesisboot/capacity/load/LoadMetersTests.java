package io.kinesisboot.capacity.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.WindowLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link LoadMeters} and the sources that they measure.
 */
class LoadMetersTests {

	private static final RecordSource.Request REQUEST = new RecordSource.Request("billing", List.of("orders"),
			StartingPosition.LATEST);

	private final List<OpenRecord> handled = new ArrayList<>();

	private ShardHandler.@Nullable Factory given;

	private final LoadMeters meters = new LoadMeters(Duration.ofSeconds(10));

	private final RecordSource.Factory sources = this.meters.measure(this::source);

	@Test
	void shardsAreMeasuredUntilTheyAreLeft() throws InterruptedException {
		LoadMeter meter = this.meters.meter("billing", "orders");
		ShardHandler handler = handler();
		assertThat(meter.load()).extracting(ShardLoad::shardId).containsExactly("shard-1");
		handler.readUpTo(Instant.EPOCH);
		for (int i = 0; i < 100; i++) {
			handler.handle(open("key", i * 100));
		}
		handler.readUpTo(Instant.ofEpochSecond(10));
		assertThat(this.handled).hasSize(100);
		assertThat(meter.load()).singleElement().satisfies((load) -> {
			assertThat(load.streamRecordsPerSecond()).isCloseTo(10, within(0.01));
			assertThat(load.keys().get(0).partitionKey()).isEqualTo("key");
		});
		handler.left(ShardHandler.Reason.LOST);
		assertThat(meter.load()).isEmpty();
	}

	@Test
	void shardThatComesBackBeforeItHasGoneIsMeasured() throws InterruptedException {
		LoadMeter meter = this.meters.meter("billing", "orders");
		ShardHandler former = handler();
		ShardHandler next = handler();
		former.left(ShardHandler.Reason.LOST);
		next.handle(open("key", 0));
		assertThat(meter.load()).singleElement().satisfies((load) -> assertThat(load.keys()).hasSize(1));
	}

	@Test
	void applicationsAreMeasuredEachByItself() throws InterruptedException {
		handler().handle(open("key", 0));
		assertThat(this.meters.meter("billing", "orders").load()).hasSize(1);
		assertThat(this.meters.meter("audit", "orders").load()).isEmpty();
	}

	@Test
	void limitsOfTheHandlersAreKept() {
		handler();
		assertThat(Objects.requireNonNull(this.given).window()).isEqualTo(WindowLimits.DEFAULT);
	}

	@Test
	void sourcesThatCannotBeMovedSaySo() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((ApplicationReset) this.sources).reset(REQUEST, StartingPosition.LATEST))
			.withMessageStartingWith("The source cannot be moved: ");
	}

	@Test
	void windowMustBeSensible() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LoadMeter(Duration.ofMillis(999)))
			.withMessage("'window' must be between PT1S and PT24H but was PT0.999S");
	}

	private RecordSource source(RecordSource.Request request, ShardHandler.Factory handlers) {
		this.given = handlers;
		return new RecordSource() {

			@Override
			public void start() {
			}

			@Override
			public boolean stop(Duration timeout) {
				return true;
			}

			@Override
			public boolean isRunning() {
				return false;
			}

		};
	}

	private ShardHandler handler() {
		this.sources.create(REQUEST, (shard) -> new RecordingHandler());
		return Objects.requireNonNull(this.given).create(new Shard());
	}

	private static OpenRecord open(String key, long arrival) {
		ReceivedRecord record = new ReceivedRecord("orders", "shard-1", key, null, "1", 0,
				Instant.ofEpochMilli(arrival), ByteBuffer.allocate(10), Map.of());
		return Objects.requireNonNull(new CheckpointTracker(WindowLimits.DEFAULT).track(record));
	}

	private static final class Shard implements AssignedShard {

		@Override
		public String stream() {
			return "orders";
		}

		@Override
		public String shardId() {
			return "shard-1";
		}

		@Override
		public boolean awaitStop(Duration time) {
			return false;
		}

	}

	private final class RecordingHandler implements ShardHandler {

		@Override
		public void handle(OpenRecord record) {
			LoadMetersTests.this.handled.add(record);
		}

		@Override
		public void readEnded(Duration behindLatest) {
		}

		@Override
		public void stop() {
		}

	}

}
