package io.kinesisboot.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardLease;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * What the actuator and health read of streams and lease tables: each at most once in a
 * while, a few at a time. Thread-safe.
 */
final class KinesisReadings implements AutoCloseable {

	private static final int THREADS = 4;

	private static final int MAX_WAITING = 1_000;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private final KinesisActuatorProperties properties;

	private final Clock clock;

	private final ThreadPoolExecutor executor;

	private final Map<String, CachedReading<StreamState>> streams = new ConcurrentHashMap<>();

	private final Map<String, CachedReading<List<ShardLease>>> leases = new ConcurrentHashMap<>();

	private final Map<String, CachedReading<Boolean>> reachable = new ConcurrentHashMap<>();

	KinesisReadings(KinesisActuatorProperties properties, Clock clock) {
		this.properties = properties;
		this.clock = clock;
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), (task) -> {
					Thread thread = new Thread(task, "kinesis-actuator");
					thread.setDaemon(true);
					return thread;
				});
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Reads a stream with its shards.
	 * @param stream the stream's name or ARN
	 * @param client gives what it is read by
	 */
	CachedReading.Pending<StreamState> stream(String stream, Supplier<KinesisAsyncClient> client) {
		return begin(this.streams, stream, () -> StreamState.read(client.get(), stream, this.properties.timeout()));
	}

	/**
	 * Reads the leases of an application.
	 */
	CachedReading.Pending<List<ShardLease>> leases(ApplicationInspection inspection, RecordSource.Request request) {
		return begin(this.leases, request.applicationName(),
				() -> inspection.leases(request, this.properties.timeout()));
	}

	/**
	 * Finds out whether the leases of an application can be read: true, or an error.
	 */
	CachedReading.Pending<Boolean> reachable(ApplicationInspection inspection, RecordSource.Request request) {
		return begin(this.reachable, request.applicationName(), () -> {
			inspection.reach(request, this.properties.timeout());
			return true;
		});
	}

	private <T> CachedReading.Pending<T> begin(Map<String, CachedReading<T>> readings, String name,
			Supplier<T> source) {
		return readings
			.computeIfAbsent(name, (added) -> new CachedReading<>(this.properties.maxAge(), this.executor, this.clock))
			.begin(source);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
