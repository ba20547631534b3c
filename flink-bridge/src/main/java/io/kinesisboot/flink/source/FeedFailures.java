package io.kinesisboot.flink.source;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.flink.StreamName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Judges the failures of a shard's feed, and how long to wait after each. Confined to the
 * thread that runs the feed.
 */
final class FeedFailures {

	private static final Logger logger = LoggerFactory.getLogger(FeedFailures.class);

	/** With the delays between them these take some three minutes. */
	private static final int MAX_IN_A_ROW = 25;

	private static final long BASE_MILLIS = 200;

	private static final long CAP_MILLIS = 10_000;

	private static final int CLIENT_ERROR = 400;

	private static final int SERVER_ERROR = 500;

	private final StreamName stream;

	private final String shardId;

	private int inARow;

	FeedFailures(StreamName stream, String shardId) {
		this.stream = stream;
		this.shardId = shardId;
	}

	static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException) ? Objects.requireNonNullElse(failure.getCause(), failure)
				: failure;
	}

	void passed() {
		this.inARow = 0;
	}

	/**
	 * Whether all records of the shard have expired, and the shard with them.
	 */
	boolean isExpired(Throwable failure) {
		boolean expired = failure instanceof ResourceNotFoundException && failure.getMessage() != null
				&& failure.getMessage().contains(this.shardId);
		if (expired) {
			logger.warn("Shard {} of stream '{}' has expired with all records that were left in it", this.shardId,
					this.stream);
		}
		return expired;
	}

	/**
	 * Counts a failure.
	 * @return why not to try again, or null
	 */
	@Nullable Throwable giveUp(Throwable failure) {
		this.inARow++;
		if (isTemporary(failure) && !isExhausted()) {
			if (this.inARow == 1) {
				logger.warn("Shard {} of stream '{}' cannot be read at the moment: {}", this.shardId, this.stream,
						failure.getMessage());
			}
			return null;
		}
		return new KinesisBootException("Shard %s of stream '%s' cannot be read (failures in a row: %d): %s"
			.formatted(this.shardId, this.stream, this.inARow, failure.getMessage()), failure);
	}

	boolean isExhausted() {
		return this.inARow >= MAX_IN_A_ROW;
	}

	private static boolean isTemporary(Throwable failure) {
		if (!(failure instanceof AwsServiceException refusal)) {
			return !(failure instanceof Error);
		}
		return refusal.isThrottlingException() || refusal.statusCode() < CLIENT_ERROR
				|| refusal.statusCode() >= SERVER_ERROR || refusal instanceof ExpiredIteratorException
				|| refusal instanceof LimitExceededException || refusal instanceof KmsThrottlingException
				|| refusal instanceof ResourceInUseException;
	}

	/**
	 * How long to wait now: twice as long with each failure, or down to half of that.
	 */
	Duration delay() {
		long bound = Math.min(CAP_MILLIS, BASE_MILLIS << Math.min(this.inARow - 1, 10));
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
	}

}
