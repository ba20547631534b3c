package io.kinesisboot.observation;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardProgress;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.ErrorOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MicrometerListenerMetrics}.
 */
class MicrometerListenerMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerListenerMetrics metrics = new MicrometerListenerMetrics(this.registry, 2, null);

	@Test
	void everyRecordIsCountedOnceByWhatBecameOfIt() throws Exception {
		deliver(new Listener(true), "good", "good", "unwanted", "bad", "good");
		assertThat(records("handled")).isEqualTo(3);
		assertThat(records("filtered")).isEqualTo(1);
		assertThat(records("recovered")).isEqualTo(1);
	}

	@Test
	void recordsThatWereAcknowledgedBeforeTheCallFailedAreCountedOnce() throws Exception {
		deliver(new Listener(true), "good", "acknowledged", "bad", "good");
		assertThat(records("handled")).isEqualTo(3);
		assertThat(records("recovered")).isEqualTo(1);
	}

	@Test
	void callsThatFailAndTheirRepetitionsAreCounted() throws Exception {
		deliver(new Listener(false), "good", "bad");
		assertThat(this.registry.get("kinesis.listener.failures").tags(tags()).counter().count()).isEqualTo(3);
		assertThat(this.registry.get("kinesis.listener.retries").tags(tags()).counter().count()).isEqualTo(2);
	}

	@Test
	void recordOfATumblingWindowIsCountedOnceThoughItIsInTwoCalls() throws Exception {
		ShardHandler handler = handlers(new Listener(true, true),
				DispatchOptions.defaults().withTumblingWindow(Duration.ofSeconds(10)))
			.create(TestShards.shard());
		CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);
		handler.handle(Objects.requireNonNull(tracker.track(record(0, "good"))));
		handler.handle(Objects.requireNonNull(tracker.track(record(1, "good"))));
		handler.ended();
		assertThat(tracker.isDrained()).isTrue();
		assertThat(records("handled")).isEqualTo(2);
	}

	@Test
	void gaugesOfAShardTellOfItUntilItIsLeft() throws Exception {
		ShardHandler handler = shard("shardId-1", new ShardProgress(7, 700, Duration.ofSeconds(3)));
		assertThat(behind("shardId-1")).isNaN();
		handler.readEnded(Duration.ofSeconds(5));
		assertThat(behind("shardId-1")).isEqualTo(5);
		assertThat(gauge("kinesis.listener.checkpoint.age", "shardId-1")).isEqualTo(3);
		assertThat(gauge("kinesis.listener.open.records", "shardId-1")).isEqualTo(7);
		assertThat(gauge("kinesis.listener.open.size", "shardId-1")).isEqualTo(700);
		assertThat(listenerGauge("kinesis.listener.shards")).isEqualTo(1);
		handler.stopped(new IllegalStateException("broken"));
		handler.stopped(new IllegalStateException("broken"));
		assertThat(listenerGauge("kinesis.listener.shards.stopped")).isEqualTo(1);
		handler.left(ShardHandler.Reason.LOST);
		assertThat(this.registry.find("kinesis.listener.behind.latest").meters()).isEmpty();
		assertThat(this.registry.find("kinesis.listener.open.records").meters()).isEmpty();
		assertThat(listenerGauge("kinesis.listener.shards")).isZero();
		assertThat(listenerGauge("kinesis.listener.shards.stopped")).isZero();
	}

	@Test
	void shardThatIsBackBeforeItIsLeftKeepsItsGauges() throws Exception {
		ShardHandler old = shard("shardId-1", ShardProgress.NONE);
		ShardHandler back = shard("shardId-1", new ShardProgress(1, 10, null));
		old.left(ShardHandler.Reason.LOST);
		back.readEnded(Duration.ofSeconds(2));
		assertThat(behind("shardId-1")).isEqualTo(2);
		assertThat(gauge("kinesis.listener.checkpoint.age", "shardId-1")).isNaN();
	}

	@Test
	void shardsBeyondTheLimitShareTheirGauges() throws Exception {
		List<ShardHandler> handlers = IntStream.rangeClosed(1, 4)
			.mapToObj((number) -> shard("shardId-" + number, new ShardProgress(number, number, null)))
			.toList();
		for (int i = 0; i < handlers.size(); i++) {
			handlers.get(i).readEnded(Duration.ofSeconds(10 - i));
		}
		assertThat(behind("shardId-2")).isEqualTo(9);
		assertThat(behind("others")).as("longest of the third and fourth").isEqualTo(8);
		assertThat(gauge("kinesis.listener.open.records", "others")).isEqualTo(7);
		assertThat(listenerGauge("kinesis.listener.shards")).isEqualTo(4);
		handlers.forEach((handler) -> handler.left(ShardHandler.Reason.STOPPED));
		assertThat(this.registry.find("kinesis.listener.behind.latest").meters()).isEmpty();
	}

	@Test
	void loadIsShownOfShardsThatAreMeasured() {
		LoadMeters loads = new LoadMeters(Duration.ofSeconds(1));
		MicrometerListenerMetrics loaded = new MicrometerListenerMetrics(this.registry, 2, loads);
		loads.meter("app", "orders").measure("shardId-1").add(record(0, "x".repeat(1000)));
		loaded.shards("billing", "app", (shard) -> TestShards.handler((record) -> {
		})).create(new Shard("shardId-1", ShardProgress.NONE));
		assertThat(gauge("kinesis.listener.utilization", "shardId-1")).isPositive();
	}

	@Test
	void negativeNumberOfShardsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MicrometerListenerMetrics(this.registry, -1, null))
			.withMessage("'maxShards' must be 0 or more but was -1");
	}

	private void deliver(RecordListener listener, String... texts) throws InterruptedException {
		ShardHandler handler = handlers(listener, DispatchOptions.defaults()).create(TestShards.shard());
		CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);
		for (int i = 0; i < texts.length; i++) {
			handler.handle(Objects.requireNonNull(tracker.track(record(i, texts[i]))));
		}
		handler.readEnded(Duration.ZERO);
		assertThat(tracker.isDrained()).isTrue();
	}

	private ListenerShardHandlers handlers(RecordListener listener, DispatchOptions options) {
		ErrorOptions errors = ErrorOptions.defaults()
			.withMaxRetries(2)
			.withBackOff(IntervalFunction.of(1))
			.withRecoverer((failed) -> {
			});
		return new ListenerShardHandlers(listener, options, errors, new ListenerGate(CallGuard.NONE), Runnable::run,
				Clock.systemUTC(), this.metrics);
	}

	private ShardHandler shard(String shardId, ShardProgress progress) {
		return this.metrics.shards("billing", "app", (shard) -> TestShards.handler((record) -> {
		})).create(new Shard(shardId, progress));
	}

	private double records(String outcome) {
		return this.registry.get("kinesis.listener.records").tags(tags()).tag("outcome", outcome).counter().count();
	}

	private static String[] tags() {
		return new String[] { "listener", "billing", "stream", "orders" };
	}

	private double behind(String shardId) {
		return gauge("kinesis.listener.behind.latest", shardId);
	}

	/** In seconds, if it is a time. */
	private double gauge(String name, String shardId) {
		return this.registry.get(name)
			.tags(tags())
			.tag("shard", shardId)
			.meters()
			.stream()
			.mapToDouble((meter) -> (meter instanceof io.micrometer.core.instrument.TimeGauge time)
					? time.value(TimeUnit.SECONDS) : meter.measure().iterator().next().getValue())
			.findFirst()
			.orElseThrow();
	}

	private double listenerGauge(String name) {
		return this.registry.get(name).tag("listener", "billing").gauge().value();
	}

	private static ReceivedRecord record(int number, String text) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, String.valueOf(number), 0,
				Instant.ofEpochSecond(number), ByteBuffer.wrap(text.getBytes()), Map.of());
	}

	private record Shard(String shardId, ShardProgress progress) implements AssignedShard {

		@Override
		public String stream() {
			return "orders";
		}

		@Override
		public boolean awaitStop(Duration time) {
			return false;
		}

	}

	/**
	 * Fails on bad records and does not want unwanted ones. Acknowledges up to one that
	 * says so.
	 */
	private record Listener(boolean isBatch, boolean takesWindow) implements RecordListener {

		Listener(boolean isBatch) {
			this(isBatch, false);
		}

		@Override
		public String id() {
			return "billing";
		}

		@Override
		public @Nullable Object prepare(ReceivedRecord record, int attempt) {
			String text = new String(record.bytes());
			return text.equals("unwanted") ? null : text;
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) {
			int acknowledged = prepared.indexOf("acknowledged");
			if (acknowledged >= 0) {
				call.acknowledged(acknowledged);
			}
			int bad = prepared.indexOf("bad");
			return (bad < 0) ? null
					: CompletableFuture.completedFuture(new CallOutcome.Failed(bad, new IllegalStateException("bad")));
		}

	}

}
