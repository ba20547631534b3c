package io.kinesisboot.embedded.stream;

import java.time.Clock;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account in one region. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamStore {

	private final String accountId;

	private final String arnPrefix;

	private final Clock clock;

	private final NavigableMap<String, KinesisStream> streams = new ConcurrentSkipListMap<>();

	private final AtomicLong generations = new AtomicLong();

	public StreamStore(String region, String accountId, Clock clock) {
		this.accountId = accountId;
		this.arnPrefix = "arn:aws:kinesis:" + region + ":" + accountId + ":stream/";
		this.clock = clock;
	}

	public String accountId() {
		return this.accountId;
	}

	/**
	 * Creates a stream.
	 * @param name its name
	 * @param mode who decides how many shards it has
	 * @param shardCount how many it has
	 * @throws AwsError if there is a stream of this name
	 */
	public void create(String name, CapacityMode mode, int shardCount) {
		KinesisStream stream = new KinesisStream(name, this.arnPrefix + name, this.generations.incrementAndGet(), mode,
				shardCount, this.clock);
		if (this.streams.putIfAbsent(name, stream) != null) {
			throw KinesisErrors.inUse("Stream %s under account %s already exists.".formatted(name, this.accountId));
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
		String name = reference.nameUnder(this.arnPrefix);
		KinesisStream stream = this.streams.get(name);
		if (stream == null) {
			throw KinesisErrors.notFound("Stream %s under account %s not found.".formatted(name, this.accountId));
		}
		return stream;
	}

	public void delete(KinesisStream stream) {
		this.streams.remove(stream.name(), stream);
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
