package io.kinesisboot.embedded.firehose.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.firehose.source.Backoff;
import io.kinesisboot.embedded.firehose.source.Bell;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts objects into buckets, and tries again until it succeeds or until the records are
 * older than their source keeps them. Confined to the delivery stream's thread.
 */
final class ObjectWriter {

	private static final Logger logger = LoggerFactory.getLogger(ObjectWriter.class);

	private final FirehoseOutlets outlets;

	private final Duration patience;

	private final Bell bell;

	ObjectWriter(FirehoseOutlets outlets, Duration patience, Bell bell) {
		this.outlets = outlets;
		this.patience = patience;
		this.bell = bell;
	}

	/**
	 * Puts an object.
	 * @param bucket the bucket's name
	 * @param key the object's key
	 * @param content its bytes
	 * @throws InterruptedException if the thread is interrupted
	 */
	void write(String bucket, String key, byte[] content) throws InterruptedException {
		Instant end = this.bell.now().plus(this.patience);
		Backoff backoff = new Backoff();
		Exception failure = tried(bucket, key, content);
		if (failure != null) {
			logger.warn("Object {} of bucket {} cannot be put and is tried again, for {}", key, bucket, this.patience,
					failure);
		}
		while (failure != null && this.bell.now().isBefore(end)) {
			this.bell.pause(backoff.next());
			failure = tried(bucket, key, content);
		}
		if (failure != null) {
			logger.error("Object {} of bucket {} is lost: it could not be put for {}", key, bucket, this.patience,
					failure);
		}
	}

	private @Nullable Exception tried(String bucket, String key, byte[] content) throws InterruptedException {
		try {
			this.outlets.buckets().put(bucket, key, content);
			return null;
		}
		catch (IOException | RuntimeException ex) {
			return ex;
		}
	}

}
