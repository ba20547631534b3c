package io.kinesisboot.consumer.lambda;

import java.time.Instant;
import java.util.List;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardWindow;
import org.jspecify.annotations.Nullable;

/**
 * An event by which Lambda hands over records of one shard, or ends a tumbling window.
 * Immutable.
 *
 * @param sourceArn the ARN of the stream, or of the consumer registered with it
 * @param stream the stream's name
 * @param shardId the shard's id
 * @param records the user records, in the order of the shard
 * @param window the tumbling window that they belong to; null without tumbling windows
 */
record LambdaEvent(String sourceArn, String stream, String shardId, List<ReceivedRecord> records,
		@Nullable Window window) {

	/**
	 * A tumbling window that Lambda keeps.
	 *
	 * @param start the arrival of its first possible record
	 * @param end the arrival that none of its records has reached
	 * @param state what the function answered last
	 * @param last whether no more records follow
	 * @param terminatedEarly whether it has ended before its time
	 */
	record Window(Instant start, Instant end, byte[] state, boolean last, boolean terminatedEarly) {

		ShardWindow of(AssignedShard shard) {
			ShardWindow window = new ShardWindow(shard, this.start, this.end);
			window.state(this.state);
			return this.last ? window.closing(this.terminatedEarly) : window;
		}

	}

}
