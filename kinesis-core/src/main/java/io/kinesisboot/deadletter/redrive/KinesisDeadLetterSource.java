package io.kinesisboot.deadletter.redrive;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reads the dead letters of a Kinesis stream, shard by shard, parents before their
 * children, each up to what was its tip when it was reached. Nothing is deleted: the
 * stream keeps its records until its retention ends, so whoever sends them back a second
 * time says from when, by the starting position or by a filter. Confined to one thread.
 *
 * @since 0.1.0
 */
public final class KinesisDeadLetterSource implements DeadLetterSource {

	private static final int MAX_RECORDS = 100;

	private final KinesisAsyncClient client;

	private final String stream;

	private final StartingPosition from;

	private final Duration timeout;

	private final Deque<Shard> shards;

	private final Deque<StoredDeadLetter> read = new ArrayDeque<>();

	private @Nullable String iterator;

	/** The sequence number of the last record that was read of the shard. */
	private @Nullable String last;

	/**
	 * Creates a source, and lists the shards.
	 * @param client the client
	 * @param stream the name of the stream
	 * @param from where to begin; not how long back
	 * @param timeout how long to wait for an answer
	 * @throws io.kinesisboot.KinesisBootException if there is no such stream, or no
	 * answer
	 */
	public KinesisDeadLetterSource(KinesisAsyncClient client, String stream, StartingPosition from, Duration timeout) {
		if (from.type() == StartingPosition.Type.AT_TIMESTAMP && from.timestamp() == null) {
			throw new IllegalArgumentException(
					"'from' must be a moment, not how long back (StartingPosition.asOf makes one of it) but was "
							+ from);
		}
		this.client = client;
		this.stream = stream;
		this.from = from;
		this.timeout = timeout;
		List<Shard> all = new ArrayList<>(new StreamCatalog(client).shards(stream,
				ShardFilter.builder().type(ShardFilterType.FROM_TRIM_HORIZON).build()));
		all.sort(Comparator.comparing(Shard::shardId));
		this.shards = new ArrayDeque<>(all);
	}

	@Override
	public List<StoredDeadLetter> next(int max) {
		Shard shard = this.shards.peek();
		if (this.read.isEmpty() && shard != null) {
			readOn(shard);
		}
		List<StoredDeadLetter> next = new ArrayList<>();
		while (next.size() < max && !this.read.isEmpty()) {
			next.add(this.read.remove());
		}
		return next;
	}

	private void readOn(Shard shard) {
		GetRecordsResponse page = getRecords(shard);
		for (Record record : page.records()) {
			read(shard, record);
			this.last = record.sequenceNumber();
		}
		this.iterator = page.nextShardIterator();
		if (this.iterator == null || page.millisBehindLatest() == 0) {
			this.iterator = null;
			this.last = null;
			this.shards.remove();
		}
	}

	private GetRecordsResponse getRecords(Shard shard) {
		if (this.iterator != null) {
			try {
				return getRecords(shard, this.iterator);
			}
			catch (KinesisBootException ex) {
				if (!(ex.getCause() instanceof ExpiredIteratorException)) {
					throw ex;
				}
				// The last page took longer than the five minutes that an iterator lives
			}
		}
		return getRecords(shard, newIterator(shard));
	}

	private GetRecordsResponse getRecords(Shard shard, String from) {
		return SdkCalls.await("GetRecords of " + name(shard),
				this.client.getRecords((request) -> request.shardIterator(from).limit(MAX_RECORDS)), this.timeout);
	}

	private String newIterator(Shard shard) {
		GetShardIteratorRequest.Builder request = GetShardIteratorRequest.builder()
			.streamName(this.stream)
			.shardId(shard.shardId());
		if (this.last != null) {
			request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).startingSequenceNumber(this.last);
		}
		else {
			request.shardIteratorType(this.from.type().name()).timestamp(this.from.timestamp());
		}
		return SdkCalls
			.await("GetShardIterator of " + name(shard), this.client.getShardIterator(request.build()), this.timeout)
			.shardIterator();
	}

	private String name(Shard shard) {
		return "shard %s of stream '%s'".formatted(shard.shardId(), this.stream);
	}

	private void read(Shard shard, Record record) {
		ByteBuffer data = record.data().asByteBuffer();
		Aggregate aggregate = Aggregate.read(data);
		if (aggregate == null) {
			add(shard, record, 0, data, Map.of());
			return;
		}
		// Its producer has sent those of other shards again
		BitSet foreign = aggregate.outside(new HashRange(HashKey.parse(shard.hashKeyRange().startingHashKey()),
				HashKey.parse(shard.hashKeyRange().endingHashKey())));
		for (int i = 0; i < aggregate.size(); i++) {
			if (!foreign.get(i)) {
				add(shard, record, i, aggregate.data(i), aggregate.tags(i));
			}
		}
	}

	private void add(Shard shard, Record record, int index, ByteBuffer payload, Map<String, String> headers) {
		String id = record.sequenceNumber() + "/" + index;
		this.read.add(StoredDeadLetter.read(id, "Record %s of %s".formatted(id, name(shard)),
				() -> DeadLetter.of(payload, headers)));
	}

	@Override
	public boolean isExhausted() {
		return this.shards.isEmpty() && this.read.isEmpty();
	}

	@Override
	public void delete(List<StoredDeadLetter> letters) {
		// The stream's retention does
	}

	@Override
	public void close() {
		this.shards.clear();
		this.read.clear();
	}

}
