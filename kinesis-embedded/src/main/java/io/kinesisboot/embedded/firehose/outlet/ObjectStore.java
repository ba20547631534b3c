package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;

/**
 * Where delivery streams put objects. Must be thread-safe: each delivery stream has a
 * thread of its own, which may block in it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ObjectStore {

	/**
	 * Puts an object, or replaces the one of the same key.
	 * @param bucket the bucket's name
	 * @param key the object's key
	 * @param content its bytes, which nobody may change
	 * @throws IOException if it could not be put; it is tried again, for 24 hours
	 * @throws InterruptedException if the thread is interrupted
	 */
	void put(String bucket, String key, byte[] content) throws IOException, InterruptedException;

}
