package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account in one region. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamStore {

	private final Account account;

	private final RecordMemory memory;

	private final NavigableMap<String, KinesisStream> streams = new ConcurrentSkipListMap<>();

	private final AtomicLong generations = new AtomicLong();

	/**
	 * Creates a store without any stream.
	 * @param account whose streams they are
	 * @param maxMemoryBytes how much heap the records may take together
	 */
	public StreamStore(Account account, long maxMemoryBytes) {
		this.account = account;
		this.memory = new RecordMemory(maxMemoryBytes, () -> after("").flatMap(KinesisStream::holders));
	}

	public ArnScope arns() {
		return this.account.arns();
	}

	/**
	 * How many records were forgotten before they expired, for lack of memory.
	 * @return their number since the beginning
	 */
	public long evictedRecords() {
		return this.memory.evictedRecords();
	}

	public String accountId() {
		return this.account.id();
	}

	/**
	 * How long a stream takes to be created, changed or deleted.
	 * @return the time, zero or more
	 */
	public Duration transitionTime() {
		return this.account.transitionTime();
	}

	/**
	 * Creates a stream.
	 * @param name its name
	 * @param plan what it is to be like
	 * @throws AwsError if there is a stream of this name, or if the service would not
	 */
	public void create(String name, StreamPlan plan) {
		forgetDeleted();
		if (this.streams.containsKey(name)) {
			throw alreadyExists(name);
		}
		if (plan.tags().size() > Attachments.MAX_TAGS) {
			throw KinesisErrors.tooManyTags(name, accountId());
		}
		this.account.take(plan.shardCount(), plan.mode().onDemandStreams());
		KinesisStream stream = new KinesisStream(name, this.generations.incrementAndGet(), plan, this.account,
				this.memory);
		if (this.streams.putIfAbsent(name, stream) != null) {
			this.account.take(-plan.shardCount(), -plan.mode().onDemandStreams());
			throw alreadyExists(name);
		}
	}

	private AwsError alreadyExists(String name) {
		return KinesisErrors.inUse("Stream %s under account %s already exists.".formatted(name, accountId()));
	}

	/**
	 * Finds a stream.
	 * @param name its name
	 * @return the stream, or null if there is none
	 */
	public @Nullable KinesisStream find(String name) {
		KinesisStream stream = this.streams.get(name);
		if (stream != null && stream.isGone()) {
			if (this.streams.remove(name, stream)) {
				stream.discard();
			}
			return null;
		}
		return stream;
	}

	/**
	 * Finds the stream that a call names.
	 * @param reference its name, its ARN or both
	 * @return the stream
	 * @throws AwsError if there is none, or if the reference is contradictory or empty
	 */
	public KinesisStream get(StreamReference reference) {
		String name = reference.nameIn(arns());
		KinesisStream stream = find(name);
		if (stream == null) {
			throw notFound(name);
		}
		return stream;
	}

	/**
	 * Finds the stream that a call names, not a namesake of another time.
	 * @param reference its name, its ARN or both
	 * @param created when it was created, or null if the call does not say
	 * @return the stream
	 * @throws AwsError if there is none, or if the reference is contradictory or empty
	 */
	public KinesisStream get(StreamReference reference, @Nullable Instant created) {
		KinesisStream stream = get(reference);
		// Some clients know the time in whole seconds only
		if (created != null
				&& created.getEpochSecond() != Instant.ofEpochMilli(stream.createdMillis()).getEpochSecond()) {
			throw KinesisErrors.notFound("Stream %s under account %s with creation timestamp %s not found."
				.formatted(stream.name(), accountId(), created));
		}
		return stream;
	}

	/**
	 * Finds the stream that a call puts records to or reads them from.
	 * @param reference its name, its ARN or both
	 * @return the stream, neither being created nor being deleted
	 * @throws AwsError if there is none, or if the reference is contradictory or empty
	 */
	public KinesisStream getForRecords(StreamReference reference) {
		KinesisStream stream = get(reference);
		if (!stream.status().takesRecords()) {
			throw notFound(stream.name());
		}
		return stream;
	}

	private AwsError notFound(String name) {
		return KinesisErrors.streamNotFound(name, accountId());
	}

	public void delete(KinesisStream stream) {
		stream.delete();
		find(stream.name());
	}

	/**
	 * The streams in the order of their names.
	 * @param exclusiveStart the name after which to begin, empty for all
	 * @return the streams
	 */
	public Stream<KinesisStream> after(String exclusiveStart) {
		forgetDeleted();
		return this.streams.tailMap(exclusiveStart, /* inclusive= */ false).values().stream();
	}

	private void forgetDeleted() {
		this.streams.keySet().forEach(this::find);
	}

}
