package io.kinesisboot.consumer.torture;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.kinesisboot.consumer.torture.Observations.RecordId;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.Ordering;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Writes the records of a run, and journals those that the stream has taken. Confined to
 * one thread.
 */
final class Writer {

	private final TortureSettings settings;

	private final KinesisAsyncClient kinesis;

	private final String stream;

	private final Journal journal;

	private final int[] serials = new int[TortureSettings.KEYS];

	Writer(TortureSettings settings, KinesisAsyncClient kinesis, String stream, Journal journal) {
		this.settings = settings;
		this.kinesis = kinesis;
		this.stream = stream;
		this.journal = journal;
	}

	/**
	 * Writes them all, and waits until all are taken.
	 */
	void write() {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		Random random = new Random(this.settings.seed());
		long start = System.nanoTime();
		try (KinesisProducer producer = KinesisProducer.builder(this.kinesis).options(options()).build()) {
			for (int i = 0; i < this.settings.records() && failure.get() == null; i++) {
				long due = start + TimeUnit.SECONDS.toNanos(i) / this.settings.recordsPerSecond();
				while (System.nanoTime() < due) {
					LockSupport.parkNanos(due - System.nanoTime());
				}
				send(producer, random.nextInt(TortureSettings.KEYS)).exceptionally((cause) -> {
					failure.compareAndSet(null, cause);
					return null;
				});
			}
			producer.flush().join();
		}
		if (failure.get() != null) {
			throw new IllegalStateException("The stream did not take all records", failure.get());
		}
	}

	private CompletableFuture<@Nullable Void> send(KinesisProducer producer, int key) {
		RecordId id = new RecordId("key-" + key, this.serials[key]++);
		return producer.send(new UserRecord(this.stream, id.key(), new TorturePayload(id, System.nanoTime()).toBytes()))
			.thenAccept((result) -> this.journal.write(id.toLine()));
	}

	private static ProducerOptions options() {
		return ProducerOptions.builder()
			.ordering(Ordering.KEY)
			.linger(Duration.ofMillis(50))
			.recordTimeToLive(Duration.ofMinutes(5))
			.build();
	}

}
