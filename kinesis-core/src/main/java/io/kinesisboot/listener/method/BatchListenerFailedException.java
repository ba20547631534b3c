package io.kinesisboot.listener.method;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a method that takes a batch, to say which of its records has failed: those
 * before it are done, and those after it were not handled.
 *
 * @since 0.1.0
 */
public class BatchListenerFailedException extends KinesisBootException {

	private final int index;

	/**
	 * Creates an exception.
	 * @param message what went wrong
	 * @param cause why the record failed, or null
	 * @param index the record's index within the batch, from 0
	 */
	public BatchListenerFailedException(String message, @Nullable Throwable cause, int index) {
		super(message, cause);
		this.index = index;
	}

	/**
	 * The record's index within the batch.
	 * @return the index, from 0
	 */
	public int index() {
		return this.index;
	}

}
