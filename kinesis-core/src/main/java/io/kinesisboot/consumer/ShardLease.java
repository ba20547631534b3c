package io.kinesisboot.consumer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A shard as an application's lease table has it. Immutable.
 *
 * @param stream the stream's name
 * @param shardId the shard's id
 * @param owner the worker that has the shard, or that had it when it died or when the
 * shard was read to its end; null if there is none
 * @param checkpoint the sequence number up to which all is done, or the position at which
 * the shard begins; {@value #ENDED} once it was read to its end
 * @param subSequenceNumber the last record done of the aggregate of that sequence number;
 * 0 if it is none
 * @param parents the ids of the shards that are read before this one
 * @since 0.1.0
 */
public record ShardLease(String stream, String shardId, @Nullable String owner, String checkpoint,
		long subSequenceNumber, List<String> parents) {

	/** The checkpoint of a shard that was read to its end. */
	public static final String ENDED = "SHARD_END";

	public ShardLease {
		parents = List.copyOf(parents);
	}

	/**
	 * Whether the shard was read to its end, after which nobody reads it.
	 * @return true if there is nothing left to read
	 */
	public boolean isEnded() {
		return this.checkpoint.equals(ENDED);
	}

}
