package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;

/**
 * Sends the records of one shard through the real dispatch to a method of a bean. A
 * payload may begin with its partition key and a colon.
 */
final class ListenerRun implements AssignedShard {

	/** What the recoverer got. */
	final List<FailedRecord> recovered = new CopyOnWriteArrayList<>();

	/** For how long the shard has waited. */
	final List<Duration> waits = new CopyOnWriteArrayList<>();

	private final Object bean;

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	private final List<ReceivedRecord> records = new ArrayList<>();

	private final List<OpenRecord> open = new ArrayList<>();

	private ListenerMethodOptions options = ListenerMethodOptions.of(KinesisMessageConverters.create());

	private DispatchOptions dispatch = DispatchOptions.defaults();

	private ErrorOptions errors = ErrorOptions.defaults()
		.withMaxRetries(2)
		.withBackOff(IntervalFunction.of(1))
		.withRecoverer(this.recovered::add);

	private Executor executor = Runnable::run;

	private Map<String, String> tags = Map.of();

	ListenerRun(Object bean) {
		this.bean = bean;
	}

	ListenerRun options(UnaryOperator<ListenerMethodOptions> change) {
		this.options = change.apply(this.options);
		return this;
	}

	ListenerRun errors(UnaryOperator<ErrorOptions> change) {
		this.errors = change.apply(this.errors);
		return this;
	}

	ListenerRun concurrency(int concurrency, Executor executor) {
		this.dispatch = this.dispatch.withConcurrency(concurrency);
		this.executor = executor;
		return this;
	}

	ListenerRun tags(Map<String, String> tags) {
		this.tags = tags;
		return this;
	}

	/**
	 * Sends records to a method, as one read.
	 */
	ListenerRun read(String method, String... payloads) {
		return read(ListenerMethods.of(method(this.bean, method)), payloads);
	}

	ListenerRun read(ListenerMethods methods, String... payloads) {
		ShardHandler handler = new ListenerShardHandlers(
				new MethodListenerFactory(this.options).create("test", this.bean, methods), this.dispatch, this.errors,
				new ListenerGate(CallGuard.NONE), this.executor, Clock.systemUTC())
			.create(this);
		try {
			for (String payload : payloads) {
				ReceivedRecord record = record(payload);
				OpenRecord open = Objects.requireNonNull(this.tracker.track(record));
				this.records.add(record);
				this.open.add(open);
				handler.handle(open);
			}
			handler.readEnded(Duration.ZERO);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		return this;
	}

	private ReceivedRecord record(String payload) {
		int colon = payload.startsWith("{") ? -1 : payload.indexOf(':');
		String key = (colon < 0) ? "key" : payload.substring(0, colon);
		return new ReceivedRecord("orders", shardId(), key, null, String.valueOf(this.records.size()), 0, Instant.EPOCH,
				ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), this.tags);
	}

	/**
	 * The payloads of the records that are done.
	 */
	List<String> done() {
		List<String> done = new ArrayList<>();
		for (int i = 0; i < this.open.size(); i++) {
			if (this.open.get(i).isComplete()) {
				done.add(text(this.records.get(i)));
			}
		}
		return done;
	}

	/**
	 * The payloads that the recoverer got.
	 */
	List<String> givenUp() {
		return this.recovered.stream().map((failed) -> text(failed.record())).toList();
	}

	static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	static Method method(Object bean, String name) {
		return Arrays.stream(bean.getClass().getDeclaredMethods())
			.filter((method) -> method.getName().equals(name) && !method.isSynthetic())
			.findFirst()
			.orElseThrow();
	}

	@Override
	public String stream() {
		return "orders";
	}

	@Override
	public String shardId() {
		return "shardId-000000000000";
	}

	@Override
	public boolean awaitStop(Duration time) {
		if (!time.isZero()) {
			this.waits.add(time);
		}
		return false;
	}

}
