package io.kinesisboot.listener.dispatch;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.listener.error.RecordRecoverer;

import org.springframework.util.backoff.BackOff;

/**
 * Makes the handlers that call one listener. Immutable.
 *
 * @param listener the listener
 * @param backOff the pauses between the attempts of one call; when they end, the
 * recoverer is called, with the same pauses
 * @param recoverer takes what the listener could not handle
 * @since 0.1.0
 */
public record ListenerShardHandlers(RecordListener listener, BackOff backOff,
		RecordRecoverer recoverer) implements ShardHandler.Factory {

	@Override
	public ShardHandler create(AssignedShard shard) {
		return new RetryingShardHandler(shard, this.listener, this.backOff, this.recoverer);
	}

}
