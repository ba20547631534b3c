package io.kinesisboot.deadletter.redrive;

import java.util.List;

import io.kinesisboot.KinesisBootException;

/**
 * Reads dead letters from where they are kept, once from its beginning to its end.
 * Confined to one thread.
 *
 * @since 0.1.0
 */
public interface DeadLetterSource extends AutoCloseable {

	/**
	 * Reads on.
	 * @param max the most dead letters to read, at least 1
	 * @return the next ones; may be empty before the end
	 * @throws KinesisBootException if the service refuses, or does not answer in time
	 */
	List<StoredDeadLetter> next(int max);

	/**
	 * Tells whether all were read.
	 * @return whether there is nothing more
	 */
	boolean isExhausted();

	/**
	 * Deletes what was sent back to its stream. What keeps its records for a time of its
	 * own, as a Kinesis stream, deletes nothing.
	 * @param letters some of those that were read
	 * @throws KinesisBootException if the service refuses, or does not answer in time
	 */
	void delete(List<StoredDeadLetter> letters);

	/**
	 * Leaves what was read and not deleted to other readers.
	 */
	@Override
	void close();

}
