package io.kinesisboot.consumer.kcl.lease;

import java.time.Instant;
import java.util.function.Supplier;

import io.kinesisboot.consumer.StartingPosition;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Where leases start that have no checkpoint yet. Immutable.
 *
 * @param position the position, which does not count back
 * @param moment since when records are read, at whatever time that is; null from the
 * oldest on
 * @since 0.1.0
 */
public record LeaseStart(StartingPosition position, @Nullable Instant moment) {

	/**
	 * Says what a position means now.
	 * @param position the position
	 * @param now tells the time, if it matters
	 * @return the start, which means the same at any time
	 */
	public static LeaseStart of(StartingPosition position, Supplier<Instant> now) {
		return switch (position.type()) {
			case TRIM_HORIZON -> new LeaseStart(position, /* moment= */ null);
			case LATEST -> new LeaseStart(position, now.get());
			case AT_TIMESTAMP -> at((position.back() != null) ? position.asOf(now.get()) : position);
		};
	}

	private static LeaseStart at(StartingPosition position) {
		return new LeaseStart(position, position.timestamp());
	}

	/**
	 * KCL's mark for it. The one for a moment does not say which, and the one for the
	 * latest record means another one each time that it is asked.
	 */
	ExtendedSequenceNumber checkpoint() {
		return switch (this.position.type()) {
			case TRIM_HORIZON -> ExtendedSequenceNumber.TRIM_HORIZON;
			case LATEST -> ExtendedSequenceNumber.LATEST;
			case AT_TIMESTAMP -> ExtendedSequenceNumber.AT_TIMESTAMP;
		};
	}

	/**
	 * The shards that a reader begins with; their children come to light when they end.
	 */
	ShardFilter shards() {
		return ShardFilter.builder().type(switch (this.position.type()) {
			case TRIM_HORIZON -> ShardFilterType.AT_TRIM_HORIZON;
			case LATEST -> ShardFilterType.AT_LATEST;
			case AT_TIMESTAMP -> ShardFilterType.AT_TIMESTAMP;
		}).timestamp(this.position.timestamp()).build();
	}

}
