package io.kinesisboot.consumer;

import io.kinesisboot.KinesisBootException;

/**
 * A shard cannot go on, because one of its records can be neither handled nor recovered.
 *
 * @since 0.1.0
 */
public class ShardStoppedException extends KinesisBootException {

	private final transient ReceivedRecord record;

	/**
	 * Creates an exception.
	 * @param record the record that the shard cannot pass
	 * @param cause why it cannot
	 */
	public ShardStoppedException(ReceivedRecord record, Throwable cause) {
		super("Shard " + record.shardId() + " of stream '" + record.stream() + "' stopped at sequence number "
				+ record.sequenceNumber() + ", which can be neither handled nor recovered", cause);
		this.record = record;
	}

	/**
	 * The record that the shard cannot pass.
	 * @return the record
	 */
	public ReceivedRecord record() {
		return this.record;
	}

}
