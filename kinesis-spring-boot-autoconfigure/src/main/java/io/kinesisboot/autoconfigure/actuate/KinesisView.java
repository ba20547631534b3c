package io.kinesisboot.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.ShardLease;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What an application has to do with Kinesis, as its instance that is asked sees it.
 * Immutable.
 *
 * @param streams the streams that it reads and writes, by the names or ARNs that it knows
 * them by
 * @param listeners its listeners, by id
 * @param producers its producers, by name; {@code default} is that of the template
 * @since 0.1.0
 */
public record KinesisView(Map<String, Reading<Stream>> streams, Map<String, Listener> listeners,
		Map<String, Producer> producers) implements OperationResponseBody {

	/**
	 * A part of a list.
	 *
	 * @param <T> the type of its elements
	 * @param total how many elements the whole list has
	 * @param items the elements of this part, in their order
	 * @param next what to ask the next part with, as {@code after}; null if this is the
	 * last
	 */
	public record Page<T>(int total, List<T> items, @Nullable String next) {
	}

	/**
	 * A stream as the service describes it.
	 *
	 * @param arn its ARN
	 * @param status its status, such as {@code ACTIVE} or {@code UPDATING}
	 * @param mode {@code PROVISIONED} or {@code ON_DEMAND}
	 * @param retentionHours how long it keeps records
	 * @param encryption {@code NONE} or {@code KMS}
	 * @param openShards how many shards take records
	 * @param shards all shards that hold records, by id
	 */
	public record Stream(String arn, String status, String mode, int retentionHours, String encryption, int openShards,
			Page<Shard> shards) {
	}

	/**
	 * A shard as the service describes it.
	 *
	 * @param id its id
	 * @param open whether it takes records: it was neither split nor merged
	 * @param startingHashKey its lowest hash key
	 * @param endingHashKey its highest hash key
	 * @param parents what it was split or merged of, also if that is no more
	 */
	public record Shard(String id, boolean open, String startingHashKey, String endingHashKey, List<String> parents) {
	}

	/**
	 * A listener.
	 *
	 * @param streams its streams, as it names them
	 * @param state whether it listens
	 * @param pausedBy why it is paused; empty if it is not
	 * @param retrieval how it gets records
	 * @param concurrency how many of its calls run at a time for each shard
	 * @param windowRecords how many records a shard is read ahead of its oldest open one
	 * @param windowBytes how many bytes may be open for each shard
	 * @param millisBehindLatest how far the last read was behind its shard's newest
	 * record, of the shard of this instance that is furthest behind; null before the
	 * first read
	 * @param recoverer what takes the records that it cannot handle
	 * @param recovered how many records that took, in this instance
	 * @param workerId how this instance names itself as an owner of leases; null if there
	 * are none
	 * @param shards its shards that this instance has
	 * @param leases all leases of its application, and those of its retry stream, by the
	 * names of the lease tables
	 */
	public record Listener(List<String> streams, State state, List<String> pausedBy, RetrievalMode retrieval,
			int concurrency, int windowRecords, long windowBytes, @Nullable Long millisBehindLatest, String recoverer,
			long recovered, @Nullable String workerId, Page<AssignedShard> shards,
			Map<String, Reading<Page<ShardLease>>> leases) implements OperationResponseBody {

		/**
		 * Whether a listener listens.
		 */
		public enum State {

			/** It does. */
			RUNNING,

			/** Its shards are read as far as the window allows, but it is not called. */
			PAUSED,

			/** It was not started, or was stopped. */
			STOPPED,

			/** It has ended by itself, and reads nothing until it is restarted. */
			FAILED

		}

	}

	/**
	 * A shard of a listener that this instance has.
	 *
	 * @param stream the stream's name
	 * @param shardId the shard's id
	 * @param millisBehindLatest how far the last read was behind the shard's newest
	 * record; null before the first read
	 * @param stoppedBy why it cannot go on; null if it can
	 */
	public record AssignedShard(String stream, String shardId, @Nullable Long millisBehindLatest,
			@Nullable String stoppedBy) {
	}

	/**
	 * A producer.
	 *
	 * @param streams the streams that it is configured for; empty for any
	 * @param memory how many bytes it has under way
	 * @param memoryLimit how many it may have
	 * @param calls how many calls of PutRecords are open
	 * @param oldestMillis how long ago the oldest record was sent that is not settled; 0
	 * if there is none
	 */
	public record Producer(List<String> streams, long memory, long memoryLimit, int calls,
			long oldestMillis) implements OperationResponseBody {
	}

}
