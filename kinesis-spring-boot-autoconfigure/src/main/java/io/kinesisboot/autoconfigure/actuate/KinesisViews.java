package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.kinesisboot.autoconfigure.actuate.CachedReading.Pending;
import io.kinesisboot.autoconfigure.actuate.KinesisView.AssignedShard;
import io.kinesisboot.autoconfigure.actuate.KinesisView.Listener;
import io.kinesisboot.autoconfigure.actuate.KinesisView.Page;
import io.kinesisboot.autoconfigure.actuate.KinesisView.Producer;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.event.ShardState;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerLoad;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the actuator tells. Waits for the services, twice the time that one
 * answer may take. Thread-safe.
 */
final class KinesisViews {

	private final KinesisParts parts;

	private final KinesisReadings readings;

	private final KinesisActuatorProperties properties;

	/**
	 * Creates views.
	 * @param parts what is viewed
	 * @param readings reads what is outside the application
	 * @param properties how much is told at once, and how long is waited
	 */
	KinesisViews(KinesisParts parts, KinesisReadings readings, KinesisActuatorProperties properties) {
		this.parts = parts;
		this.readings = readings;
		this.properties = properties;
	}

	KinesisView all() {
		Map<String, Pending<StreamState>> streams = new TreeMap<>();
		this.parts.streams().forEach((name, client) -> streams.put(name, this.readings.stream(name, client)));
		List<PendingListener> listeners = this.parts.listeners().stream().map(this::begin).toList();
		await(Stream
			.concat(streams.values().stream(), listeners.stream().flatMap((listener) -> listener.leases().stream()))
			.toList());
		Map<String, Reading<KinesisView.Stream>> readStreams = new TreeMap<>();
		streams
			.forEach((name, pending) -> readStreams.put(name, view(pending, /* after= */ null)));
		Map<String, Listener> readListeners = new TreeMap<>();
		listeners.forEach(
				(listener) -> readListeners.put(listener.id(), view(listener, /* after= */ null)));
		Map<String, Producer> readProducers = new TreeMap<>();
		this.parts.producers().forEach((name, producer) -> readProducers.put(name, view(name, producer)));
		return new KinesisView(readStreams, readListeners, readProducers);
	}

	Reading<KinesisView.Stream> stream(String name, @Nullable String after) {
		String stream = this.parts.stream(name);
		Pending<StreamState> pending = this.readings.stream(stream,
				Objects.requireNonNull(this.parts.streams().get(stream)));
		await(List.of(pending));
		return view(pending, after);
	}

	Listener listener(String id, @Nullable String after) {
		PendingListener pending = begin(this.parts.listener(id));
		await(pending.leases());
		return view(pending, after);
	}

	Producer producer(String name) {
		return view(name, this.parts.producer(name));
	}

	private void await(Collection<? extends Pending<?>> readings) {
		Pending.await(readings, this.properties.timeout().multipliedBy(2));
	}

	private PendingListener begin(KinesisMessageListenerContainer container) {
		Map<String, Pending<List<ShardLease>>> leases = new LinkedHashMap<>();
		container.inspection()
			.ifPresent((inspection) -> container.requests()
				.forEach(
						(request) -> leases.put(request.applicationName(), this.readings.leases(inspection, request))));
		return new PendingListener(container, leases);
	}

	private Reading<KinesisView.Stream> view(Pending<StreamState> pending, @Nullable String after) {
		return pending.get().map((stream) -> stream.view(page(stream.shards(), KinesisView.Shard::id, after)));
	}

	private Listener view(PendingListener listener, @Nullable String after) {
		KinesisMessageListenerContainer container = listener.container();
		ListenerContainerOptions options = container.options();
		List<ShardState> shards = container.shards();
		Map<String, Reading<Page<ShardLease>>> leases = new LinkedHashMap<>();
		listener.pending()
			.forEach((table, pending) -> leases.put(table,
					pending.get().map((all) -> page(all, (lease) -> lease.stream() + "/" + lease.shardId(), after))));
		return new Listener(container.endpoint().streams(), state(container), pausedBy(container),
				options.retrieval().mode(), options.dispatch().concurrency(), options.dispatch().window().maxRecords(),
				options.dispatch().window().maxBytes(), millisBehindLatest(shards),
				options.errors().recoverer().getClass().getSimpleName(), container.recovered(), workerId(container),
				page(assigned(shards), (shard) -> shard.stream() + "/" + shard.shardId(), after), leases);
	}

	static Listener.State state(KinesisMessageListenerContainer container) {
		if (container.hasFailed()) {
			return Listener.State.FAILED;
		}
		if (!container.isRunning()) {
			return Listener.State.STOPPED;
		}
		return container.isPaused() ? Listener.State.PAUSED : Listener.State.RUNNING;
	}

	private static List<String> pausedBy(KinesisMessageListenerContainer container) {
		return Stream
			.concat(container.isPaused() ? Stream.of("pause") : Stream.empty(),
					container.openCircuit().map("circuit "::concat).stream())
			.toList();
	}

	private static List<AssignedShard> assigned(List<ShardState> shards) {
		return shards.stream()
			.map((shard) -> new AssignedShard(shard.source().stream(), shard.source().shardId(), millis(shard),
					reason(shard)))
			.sorted(Comparator.comparing(AssignedShard::stream).thenComparing(AssignedShard::shardId))
			.toList();
	}

	private static @Nullable Long millis(ShardState shard) {
		Duration behind = shard.behindLatest();
		return (behind != null) ? behind.toMillis() : null;
	}

	/**
	 * Why a shard cannot go on, by what the listener or its recoverer threw.
	 */
	static @Nullable String reason(ShardState shard) {
		Throwable failure = shard.failure();
		return (failure != null) ? String.valueOf((failure.getCause() != null) ? failure.getCause() : failure) : null;
	}

	private static @Nullable Long millisBehindLatest(List<ShardState> shards) {
		return shards.stream()
			.map(KinesisViews::millis)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	private static @Nullable String workerId(KinesisMessageListenerContainer container) {
		return container.inspection()
			.map((inspection) -> inspection.workerId(container.requests().get(0)))
			.orElse(null);
	}

	private Producer view(String name, KinesisProducer producer) {
		ProducerLoad load = producer.load();
		return new Producer(this.parts.streamsOf(name), load.memory(), load.memoryLimit(), load.calls(),
				load.oldest().toMillis());
	}

	/**
	 * Takes a part of what is in the order of its keys.
	 */
	private <T> Page<T> page(List<T> all, Function<T, String> key, @Nullable String after) {
		List<T> rest = (after != null) ? all.stream().filter((each) -> key.apply(each).compareTo(after) > 0).toList()
				: all;
		if (rest.size() <= this.properties.pageSize()) {
			return new Page<>(all.size(), rest, /* next= */ null);
		}
		List<T> items = List.copyOf(rest.subList(0, this.properties.pageSize()));
		return new Page<>(all.size(), items, key.apply(items.get(items.size() - 1)));
	}

	/**
	 * A listener whose leases are being read.
	 *
	 * @param container the listener
	 * @param pending the leases by lease table
	 */
	private record PendingListener(KinesisMessageListenerContainer container,
			Map<String, Pending<List<ShardLease>>> pending) {

		String id() {
			return this.container.endpoint().id();
		}

		Collection<Pending<List<ShardLease>>> leases() {
			return this.pending.values();
		}

	}

}
