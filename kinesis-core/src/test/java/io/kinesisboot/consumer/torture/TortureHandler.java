package io.kinesisboot.consumer.torture;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.torture.Observations.Handling;
import io.kinesisboot.consumer.torture.Observations.RecordId;

import org.springframework.messaging.handler.annotation.Header;

/**
 * The handler of both kinds of worker: takes up to a millisecond for a record, fails the
 * first time for some of them, and journals each call before it returns. Thread-safe.
 */
public final class TortureHandler {

	private static final long MAX_WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final WorkerTenures tenures;

	private final Journal journal;

	private final int failurePercent;

	private final Set<RecordId> failed = ConcurrentHashMap.newKeySet();

	TortureHandler(WorkerTenures tenures, Journal journal, int failurePercent) {
		this.tenures = tenures;
		this.journal = journal;
		this.failurePercent = failurePercent;
	}

	public void listen(ReceivedRecord record, @Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt) {
		handle(record.shardId(), new Position(record.sequenceNumber(), record.subSequenceNumber()), record.data(),
				attempt);
	}

	void handle(String shardId, Position position, ByteBuffer data, int attempt) {
		long start = System.nanoTime();
		String tenure = this.tenures.current(shardId);
		RecordId id = TorturePayload.parse(data).id();
		int hash = Math.floorMod(id.hashCode() * 0x9E3779B9, 1 << 20);
		LockSupport.parkNanos(hash % MAX_WORK_NANOS);
		boolean done = hash % 100 >= this.failurePercent || !this.failed.add(id);
		this.journal
			.write(new Handling(tenure, id, shardId, position, attempt, done, start, System.nanoTime()).toLine());
		if (!done) {
			throw new IllegalStateException("The first call for " + id + " fails");
		}
	}

}
