package io.kinesisboot.flink.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.kinesisboot.flink.StreamName;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Reads shards, one after the other as batches of them arrive. Confined to the thread of
 * its task; threads of the client only add to {@code arrivals} and wake it up.
 * <p>
 * A shard that was read to its end is kept until the coordinator has found readers for
 * what became of it. Until then its watermark holds, or else the children's records would
 * be late; and it stays in the checkpoint, so that its end is told again after a restart.
 *
 * @param <T> the type of the elements
 */
final class KinesisSourceReader<T> implements SourceReader<T, ShardSplit> {

	private final SourceReaderContext context;

	private final StreamName stream;

	private final ShardFeeds feeds;

	private final KinesisDeserializer<T> deserializer;

	private final ShardMetrics metrics;

	private final Counter received;

	private final Map<String, ShardReading<T>> readings = new LinkedHashMap<>();

	/** Readings that have something to emit, once for each batch. */
	private final Queue<ShardReading<T>> arrivals = new ConcurrentLinkedQueue<>();

	private final Queue<ShardReading<T>> unopened = new ArrayDeque<>();

	private final Queue<String> released = new ArrayDeque<>();

	private final Set<String> paused = new HashSet<>();

	/** What has arrived of shards that are paused. */
	private final Queue<ShardReading<T>> parked = new ArrayDeque<>();

	private @Nullable ShardReading<T> current;

	private boolean started;

	private volatile @Nullable Throwable failure;

	private volatile CompletableFuture<Void> available = new CompletableFuture<>();

	KinesisSourceReader(SourceReaderContext context, StreamName stream, ShardFeeds feeds,
			KinesisDeserializer<T> deserializer) {
		this.context = context;
		this.stream = stream;
		this.feeds = feeds;
		this.deserializer = deserializer;
		this.metrics = new ShardMetrics(context.metricGroup(), stream);
		this.received = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
	}

	@Override
	public void start() {
		this.started = true;
		this.readings.values().forEach(this::tellIfEnded);
	}

	@Override
	public void addSplits(List<ShardSplit> splits) {
		for (ShardSplit split : splits) {
			ShardReading<T> reading = new ShardReading<>(this.stream, split, this::arrived, this::failed);
			this.readings.put(split.shardId(), reading);
			this.unopened.add(reading);
			if (this.started) {
				tellIfEnded(reading);
			}
		}
		wakeUp();
	}

	private void tellIfEnded(ShardReading<T> reading) {
		if (reading.isEnded()) {
			this.context.sendSourceEventToCoordinator(new ShardEnded(reading.shardId()));
		}
	}

	@Override
	public void handleSourceEvents(SourceEvent event) {
		if (event instanceof ShardReleased shard) {
			this.released.add(shard.shardId());
			wakeUp();
		}
	}

	@Override
	public void notifyNoMoreSplits() {
		// A stream never ends
	}

	@Override
	public InputStatus pollNext(ReaderOutput<T> output) throws IOException {
		Throwable lost = this.failure;
		if (lost != null) {
			throw new IOException(lost.getMessage(), lost);
		}
		openAndRelease(output);
		ShardReading<T> reading = (this.current != null) ? this.current : next();
		if (reading == null) {
			return InputStatus.NOTHING_AVAILABLE;
		}
		this.current = reading;
		if (reading.emitNext(this.deserializer)) {
			this.received.inc();
		}
		else {
			this.current = null;
			tellIfEnded(reading);
		}
		return InputStatus.MORE_AVAILABLE;
	}

	/**
	 * Children come before their parents go, so that the watermark never runs ahead.
	 */
	private void openAndRelease(ReaderOutput<T> output) {
		while (!this.unopened.isEmpty()) {
			ShardReading<T> reading = this.unopened.remove();
			this.metrics.register(reading.shardId(), reading::millisBehindLatest);
			reading.open(this.feeds.create(reading.split(), reading), output.createOutputForSplit(reading.shardId()));
		}
		while (!this.released.isEmpty()) {
			ShardReading<T> reading = this.readings.get(this.released.remove());
			if (reading != null && reading.isEnded()) {
				this.readings.remove(reading.shardId());
				reading.close();
				output.releaseOutputForSplit(reading.shardId());
			}
		}
	}

	private @Nullable ShardReading<T> next() {
		ShardReading<T> reading = this.arrivals.poll();
		while (reading != null && this.paused.contains(reading.shardId())) {
			this.parked.add(reading);
			reading = this.arrivals.poll();
		}
		if (reading != null) {
			reading.proceed();
		}
		return reading;
	}

	@Override
	public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
		this.paused.addAll(toPause);
		this.paused.removeAll(toResume);
		if (this.current != null && this.paused.contains(this.current.shardId())) {
			this.parked.add(this.current);
			this.current = null;
		}
		this.arrivals.addAll(this.parked);
		this.parked.clear();
		wakeUp();
	}

	@Override
	public CompletableFuture<Void> isAvailable() {
		if (this.available.isDone()) {
			this.available = new CompletableFuture<>();
		}
		if (hasWork()) {
			wakeUp();
		}
		return this.available;
	}

	private boolean hasWork() {
		return this.current != null || !this.arrivals.isEmpty() || !this.unopened.isEmpty() || !this.released.isEmpty()
				|| this.failure != null;
	}

	private void wakeUp() {
		this.available.complete(null);
	}

	private void arrived(ShardReading<T> reading) {
		this.arrivals.add(reading);
		wakeUp();
	}

	private void failed(Throwable cause) {
		this.failure = cause;
		wakeUp();
	}

	@Override
	public List<ShardSplit> snapshotState(long checkpointId) {
		return this.readings.values().stream().map(ShardReading::split).toList();
	}

	@Override
	public void close() {
		this.readings.values().forEach(ShardReading::close);
		this.feeds.close();
	}

}
