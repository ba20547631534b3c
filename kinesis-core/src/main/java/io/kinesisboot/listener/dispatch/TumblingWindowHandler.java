package io.kinesisboot.listener.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.consumer.ShardWindow;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;

/**
 * Handles the records of a shard in tumbling windows, by their arrival. All records of a
 * window stay open until its last call is done, so whoever reads the shard after a crash
 * makes the window's state anew from its records, and it need not be stored. Windows only
 * go forward: a record that arrives later in the shard than its window's end goes into
 * the next window. Confined to the thread that reads the shard.
 */
final class TumblingWindowHandler implements ShardHandler {

	/** Within it, records of a window may become readable after its end. */
	private static final Duration LATENESS = Duration.ofSeconds(1);

	private static final WindowLimits NO_LIMIT = new WindowLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

	private final AssignedShard shard;

	private final RecordListener listener;

	private final DispatchOptions options;

	private final ErrorOptions errors;

	private final ListenerGate gate;

	private final Clock clock;

	private final DeliveryMetrics metrics;

	private final SerialDelivery calls = new SerialDelivery();

	/** The start that no window may come before. */
	private Instant earliest = Instant.MIN;

	private @Nullable WindowedListener window;

	private List<OpenRecord> batch = new ArrayList<>();

	/** The records of the window that its calls have had. */
	private List<OpenRecord> called = new ArrayList<>();

	TumblingWindowHandler(AssignedShard shard, RecordListener listener, DispatchOptions options, ErrorOptions errors,
			ListenerGate gate, Clock clock, DeliveryMetrics metrics) {
		this.shard = shard;
		this.listener = listener;
		this.options = options;
		this.errors = errors;
		this.gate = gate;
		this.clock = clock;
		this.metrics = metrics;
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		Instant arrival = record.record().approximateArrivalTimestamp();
		closeBefore(arrival);
		if (this.window == null) {
			this.window = open(arrival);
		}
		this.batch.add(record);
		if (this.batch.size() >= this.options.batchSize()) {
			callWithBatch(this.window);
		}
	}

	private WindowedListener open(Instant arrival) {
		long length = this.options.tumblingWindow().toMillis();
		Instant natural = Instant.ofEpochMilli(Math.floorDiv(arrival.toEpochMilli(), length) * length);
		Instant start = natural.isBefore(this.earliest) ? this.earliest : natural;
		return new WindowedListener(this.listener, new ShardWindow(this.shard, start, start.plusMillis(length)));
	}

	@Override
	public void readEnded(Duration behindLatest) throws InterruptedException {
		if (this.window != null) {
			callWithBatch(this.window);
		}
	}

	@Override
	public void readUpTo(Instant arrival) throws InterruptedException {
		closeBefore(arrival.minus(LATENESS));
	}

	@Override
	public void noRoom() throws InterruptedException {
		if (this.window != null) {
			close(this.window, true);
		}
	}

	@Override
	public void ended() throws InterruptedException {
		if (this.window != null) {
			close(this.window, false);
		}
	}

	private void closeBefore(Instant arrival) throws InterruptedException {
		if (this.window != null && !arrival.isBefore(this.window.window().end())) {
			close(this.window, false);
		}
	}

	private void close(WindowedListener window, boolean early) throws InterruptedException {
		callWithBatch(window);
		ShardWindow last = window.window().closing(early);
		window.window(last);
		ErrorOptions allOrNone = this.errors.withBisectOnError(false).withMaxRecordAge(null);
		if (this.calls.deliver(delivery(window.lastCall(), allOrNone, new LastCallMetrics(this.metrics)),
				this.called)) {
			this.called = new ArrayList<>();
			this.earliest = early ? last.start() : last.end();
			this.window = null;
		}
	}

	/**
	 * Calls with records that are tracked apart, so that what is done with them does not
	 * complete them.
	 */
	private void callWithBatch(WindowedListener window) throws InterruptedException {
		List<OpenRecord> records = this.batch;
		this.batch = new ArrayList<>(records.size());
		this.called.addAll(records);
		CheckpointTracker tracker = new CheckpointTracker(NO_LIMIT);
		List<OpenRecord> calls = records.stream()
			.map((record) -> Objects.requireNonNull(tracker.track(record.record())))
			.toList();
		if (!this.calls.deliver(delivery(window, this.errors, this.metrics), calls) && tracker.failure() != null) {
			fail(records, tracker.failure());
		}
	}

	private RecordDelivery delivery(RecordListener listener, ErrorOptions errors, DeliveryMetrics metrics) {
		return new RecordDelivery(this.shard, listener, errors, this.gate, this.options.drainTimeout(), this.clock,
				metrics);
	}

	private static void fail(List<OpenRecord> records, ShardStoppedException failure) {
		records.stream()
			.filter((record) -> record.record() == failure.record())
			.forEach((record) -> record.fail(Objects.requireNonNullElse(failure.getCause(), failure)));
	}

	@Override
	public void stop() {
		this.calls.leave();
	}

	/**
	 * Does not count again what was handled by the calls before the last one.
	 */
	private record LastCallMetrics(DeliveryMetrics metrics) implements DeliveryMetrics {

		@Override
		public void recovered() {
			this.metrics.recovered();
		}

		@Override
		public void failed() {
			this.metrics.failed();
		}

		@Override
		public void retried() {
			this.metrics.retried();
		}

	}

}
