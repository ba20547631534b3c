package io.kinesisboot.embedded.limit;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an endpoint is asked for and tells what is too much. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LimitEnforcer {

	/** Beyond it, buckets that are full again are forgotten. */
	private static final int MANY_BUCKETS = 50_000;

	/** What a delivery stream takes in a second in the service's larger regions. */
	private static final int DELIVERY_CALLS = 2000;

	private static final int DELIVERY_RECORDS = 500_000;

	private static final int DELIVERY_BYTES = 5 * 1024 * 1024;

	private final Limits limits;

	private final boolean off;

	private final String accountId;

	private final Clock clock;

	private final Map<Key, TokenBucket> buckets = new ConcurrentHashMap<>();

	public LimitEnforcer(Limits limits, String accountId, Clock clock) {
		this.limits = limits;
		this.off = limits.equals(Limits.off());
		this.accountId = accountId;
		this.clock = clock;
	}

	/**
	 * Whether nothing is too much.
	 * @return whether there are no limits
	 */
	public boolean isOff() {
		return this.off;
	}

	/**
	 * Counts a record that is to be written, unless it is too much.
	 * @param shard its shard
	 * @param bytes its data and partition key
	 * @return whether the shard takes it
	 */
	public boolean admitsWrite(ShardKey shard, int bytes) {
		TokenBucket records = bucket("records written", shard, this.limits.writeRecords());
		TokenBucket volume = bucket("bytes written", shard, this.limits.writeBytes());
		if (records != null && !records.tryTake(1)) {
			return false;
		}
		boolean admitted = volume == null || volume.tryTake(bytes);
		if (!admitted && records != null) {
			records.giveBack(1);
		}
		return admitted;
	}

	/**
	 * Counts a read, unless it is too much.
	 * @param shard the shard that is to be read
	 * @return whether it may be read
	 */
	public boolean admitsRead(ShardKey shard) {
		TokenBucket volume = bucket("bytes read", shard, this.limits.readBytes());
		TokenBucket reads = bucket("reads", shard, this.limits.reads());
		return (volume == null || volume.has(1)) && (reads == null || reads.tryTake(1));
	}

	/**
	 * Counts what a read found.
	 * @param shard the shard that was read
	 * @param bytes how much
	 */
	public void read(ShardKey shard, long bytes) {
		take(bucket("bytes read", shard, this.limits.readBytes()), bytes);
	}

	/**
	 * Whether a delivery stream takes one more call, which is counted then.
	 * @param deliveryStream its name
	 * @return whether it does, which is always so as long as there are no limits at all
	 */
	public boolean admitsDelivery(String deliveryStream) {
		return this.off || tokens("calls delivered", deliveryStream, DELIVERY_CALLS).tryTake(1);
	}

	/**
	 * Whether a delivery stream takes one more record, which is counted then.
	 * @param deliveryStream its name
	 * @param bytes the size of the record
	 * @return whether it does, which is always so as long as there are no limits at all
	 */
	public boolean admitsDelivery(String deliveryStream, int bytes) {
		return this.off || (tokens("records delivered", deliveryStream, DELIVERY_RECORDS).tryTake(1)
				&& tokens("bytes delivered", deliveryStream, DELIVERY_BYTES).tryTake(bytes));
	}

	/**
	 * What may be pushed from a shard to a consumer.
	 * @param consumerArn the consumer
	 * @param shardId the shard
	 * @return a token for each byte, or null if there is no limit
	 */
	public @Nullable TokenBucket fanOut(String consumerArn, String shardId) {
		return bucket("bytes pushed", new ShardOf(consumerArn, shardId), this.limits.fanOutBytes());
	}

	/**
	 * Counts a call, unless it is one too many.
	 * @param action its action
	 * @param stream the stream it names, or null
	 * @param shardId the shard it names, or null
	 * @param consumerArn the consumer it names, or null
	 * @return what it is refused with, or null if it is not
	 */
	public @Nullable AwsError countCall(String action, @Nullable String stream, @Nullable String shardId,
			@Nullable String consumerArn) {
		Integer perSecond = this.limits.calls().get(action);
		if (perSecond == null) {
			return null;
		}
		RateScope scope = CallRates.scopeOf(action);
		TokenBucket bucket = bucket(action, switch (scope) {
			case ACCOUNT -> this.accountId;
			case STREAM -> String.valueOf(stream);
			case SHARD -> new ShardOf(String.valueOf(stream), String.valueOf(shardId));
			case CONSUMER_SHARD -> new ShardOf(String.valueOf(consumerArn), String.valueOf(shardId));
		}, perSecond);
		if (bucket == null || bucket.tryTake(1)) {
			return null;
		}
		return (scope == RateScope.SHARD)
				? throughputExceeded(String.valueOf(shardId), String.valueOf(stream), this.accountId)
				: AwsError.badRequest("LimitExceededException",
						(stream != null)
								? "Rate exceeded for stream %s under account %s.".formatted(stream, this.accountId)
								: "Rate exceeded for account %s.".formatted(this.accountId));
	}

	/**
	 * What a shard says that is asked for too much.
	 * @param shardId the shard
	 * @param stream its stream
	 * @param accountId whose it is
	 * @return a {@code ProvisionedThroughputExceededException}
	 */
	public static AwsError throughputExceeded(String shardId, String stream, String accountId) {
		return AwsError.badRequest("ProvisionedThroughputExceededException",
				"Rate exceeded for shard %s in stream %s under account %s.".formatted(shardId, stream, accountId));
	}

	private static void take(@Nullable TokenBucket bucket, long tokens) {
		if (bucket != null) {
			bucket.take(tokens);
		}
	}

	private @Nullable TokenBucket bucket(String what, Object of, long perSecond) {
		return (perSecond != Limits.NONE) ? tokens(what, of, perSecond) : null;
	}

	private TokenBucket tokens(String what, Object of, long perSecond) {
		if (this.buckets.size() > MANY_BUCKETS) {
			this.buckets.values().removeIf(TokenBucket::isFull);
		}
		return this.buckets.computeIfAbsent(new Key(what, of), (key) -> new TokenBucket(perSecond, this.clock));
	}

	/**
	 * A shard of a stream. Immutable.
	 *
	 * @param stream the stream's name
	 * @param generation which of the streams of this name
	 * @param shardIndex the shard's number
	 */
	public record ShardKey(String stream, long generation, int shardIndex) {

	}

	private record ShardOf(String owner, String shardId) {

	}

	private record Key(String what, Object of) {

	}

}
