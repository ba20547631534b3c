package io.kinesisboot.embedded.stream;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account in one region. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamStore {

	private final ArnScope arns;

	private final Clock clock;

	private final RecordMemory memory;

	private final NavigableMap<String, KinesisStream> streams = new ConcurrentSkipListMap<>();

	private final AtomicLong generations = new AtomicLong();

	/**
	 * Creates a store without any stream.
	 * @param arns the account and the region
	 * @param clock the time of arrivals and of retention
	 * @param maxMemoryBytes how much heap the records may take together
	 */
	public StreamStore(ArnScope arns, Clock clock, long maxMemoryBytes) {
		this.arns = arns;
		this.clock = clock;
		this.memory = new RecordMemory(maxMemoryBytes, this::shards);
	}

	private Stream<KinesisShard> shards() {
		return this.streams.values().stream().flatMap((stream) -> stream.shards().all().stream());
	}

	public ArnScope arns() {
		return this.arns;
	}

	public String accountId() {
		return this.arns.accountId();
	}

	/**
	 * How many records were forgotten before they expired, for lack of memory.
	 * @return their number since the beginning
	 */
	public long evictedRecords() {
		return this.memory.evictedRecords();
	}

	/**
	 * Creates a stream.
	 * @param name its name
	 * @param mode who decides how many shards it has
	 * @param shardCount how many it has
	 * @param settings what its owner can change
	 * @param tags its tags
	 * @throws AwsError if there is a stream of this name, or if these are too many tags
	 */
	public void create(String name, CapacityMode mode, int shardCount, StreamSettings settings,
			Map<String, String> tags) {
		KinesisStream stream = new KinesisStream(name, this.arns.ofStream(name), this.generations.incrementAndGet(),
				mode, shardCount, settings, this.clock, this.memory);
		if (!stream.attachments().addTags(tags)) {
			throw KinesisErrors.tooManyTags(name, accountId());
		}
		if (this.streams.putIfAbsent(name, stream) != null) {
			throw KinesisErrors.inUse("Stream %s under account %s already exists.".formatted(name, accountId()));
		}
	}

	/**
	 * Finds a stream.
	 * @param name its name
	 * @return the stream, or null if there is none
	 */
	public @Nullable KinesisStream find(String name) {
		return this.streams.get(name);
	}

	/**
	 * Finds the stream that a call names.
	 * @param reference its name, its ARN or both
	 * @return the stream
	 * @throws AwsError if there is none, or if the reference is contradictory or empty
	 */
	public KinesisStream get(StreamReference reference) {
		String name = reference.nameIn(this.arns);
		KinesisStream stream = this.streams.get(name);
		if (stream == null) {
			throw KinesisErrors.notFound("Stream %s under account %s not found.".formatted(name, accountId()));
		}
		return stream;
	}

	public void delete(KinesisStream stream) {
		if (this.streams.remove(stream.name(), stream)) {
			stream.discard();
		}
	}

	/**
	 * The streams in the order of their names.
	 * @param exclusiveStart the name after which to begin, empty for all
	 * @return the streams
	 */
	public Collection<KinesisStream> after(String exclusiveStart) {
		return this.streams.tailMap(exclusiveStart, /* inclusive= */ false).values();
	}

}
