package io.kinesisboot.producer;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a producer does, to count it. Called by the producer's own threads and
 * those of the client, often at once: implementations are thread-safe and quick. What
 * they throw does not touch the records; the first of it is logged.
 *
 * @since 0.1.0
 */
public interface ProducerMetrics {

	/** Counts nothing. */
	ProducerMetrics NONE = new ProducerMetrics() {
	};

	/**
	 * A producer has been built.
	 * @param load tells what it has under way, at any time and cheaply enough for a gauge
	 */
	default void started(Supplier<ProducerLoad> load) {
	}

	/**
	 * A shard has taken an entry of PutRecords.
	 * @param stream the stream's name
	 * @param shardId the shard
	 * @param records how many user records it held
	 * @param bytes its size, with its partition key
	 * @param age how long ago the first of its records was sent
	 */
	default void accepted(String stream, String shardId, int records, int bytes, Duration age) {
	}

	/**
	 * An entry was refused, or was in a call that was lost, and is to go again if there
	 * is time.
	 * @param stream the stream's name
	 * @param shardId the shard
	 * @param errorCode the code of AWS, or {@code null} if there was no answer
	 * @param throttled whether it was for the shard's rate
	 */
	default void refused(String stream, String shardId, @Nullable String errorCode, boolean throttled) {
	}

	/**
	 * A user record has failed for good.
	 * @param stream the stream's name
	 */
	default void failed(String stream) {
	}

	/**
	 * A call of PutRecords has ended.
	 * @param stream the stream's name
	 * @param duration how long it took, with what the client repeated
	 * @param errorCode {@code null} if it succeeded, at least in part; else the code of
	 * AWS, or the name of the client's exception
	 */
	default void called(String stream, Duration duration, @Nullable String errorCode) {
	}

}
