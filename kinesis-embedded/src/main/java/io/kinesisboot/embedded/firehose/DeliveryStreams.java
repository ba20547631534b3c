package io.kinesisboot.embedded.firehose;

import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * The delivery streams of an account in a region. Thread-safe.
 */
final class DeliveryStreams {

	/** What the service once granted an account; each has a thread. */
	private static final int MAX_STREAMS = 50;

	private final String accountId;

	private final ReentrantLock lock = new ReentrantLock();

	/* Added to by the holder of the lock. */
	private final NavigableMap<String, DeliveryStream> streams = new ConcurrentSkipListMap<>();

	DeliveryStreams(String accountId) {
		this.accountId = accountId;
	}

	/**
	 * Adds a delivery stream.
	 * @param name its name
	 * @param creator creates it, if it may be
	 * @return the delivery stream
	 * @throws AwsError if there is one of the name, or if there are too many
	 */
	DeliveryStream create(String name, Supplier<DeliveryStream> creator) {
		this.lock.lock();
		try {
			if (find(name) != null) {
				throw FirehoseErrors
					.inUse("Firehose %s under accountId %s already exists".formatted(name, this.accountId));
			}
			if (after("").count() >= MAX_STREAMS) {
				throw FirehoseErrors.limitExceeded("Account %s has %d Firehoses already, which is the limit."
					.formatted(this.accountId, MAX_STREAMS));
			}
			DeliveryStream stream = creator.get();
			this.streams.put(name, stream);
			return stream;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable DeliveryStream find(String name) {
		DeliveryStream stream = this.streams.get(name);
		if (stream != null && stream.isGone()) {
			this.streams.remove(name, stream);
			return null;
		}
		return stream;
	}

	/**
	 * Finds a delivery stream.
	 * @param name its name
	 * @return the delivery stream
	 * @throws AwsError if there is none of the name
	 */
	DeliveryStream get(String name) {
		DeliveryStream stream = find(name);
		if (stream == null) {
			throw FirehoseErrors.notFound(name, this.accountId);
		}
		return stream;
	}

	/**
	 * Lists those that there are.
	 * @param exclusiveStart after which name
	 * @return the delivery streams by name
	 */
	Stream<DeliveryStream> after(String exclusiveStart) {
		this.streams.keySet().forEach(this::find);
		return this.streams.tailMap(exclusiveStart, /* inclusive= */ false).values().stream();
	}

}
