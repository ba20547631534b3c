package io.kinesisboot.deadletter.redrive;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.deadletter.SqsQueue;
import io.kinesisboot.stream.StreamCatalog;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * Opens what dead letters were sent to, to read them there. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DeadLetterSources {

	/**
	 * Opens a source.
	 * @param destination where dead letters were sent to
	 * @param from where to begin, for a Kinesis stream, which keeps what was read
	 * @return the source, the caller's to close
	 * @throws IllegalArgumentException if there is no client for the destination, or if
	 * what it holds cannot be read
	 * @throws io.kinesisboot.KinesisBootException if the destination is not there, or the
	 * service does not answer
	 */
	DeadLetterSource open(Destination destination, StartingPosition from);

	/**
	 * Starts to collect clients.
	 * @param clock tells where starting positions count back from
	 * @return a new builder
	 */
	static Builder builder(Clock clock) {
		return new Builder(clock);
	}

	/**
	 * Collects the clients of the services. A supplier is asked when a source of its
	 * service is opened; the libraries of the others need not be there. Confined to one
	 * thread.
	 */
	final class Builder {

		/** Longer than a redrive takes, unless its options say otherwise. */
		private static final Duration VISIBILITY = Duration.ofMinutes(15);

		private final Map<Destination.Scheme, BiFunction<Destination, StartingPosition, DeadLetterSource>> sources = new EnumMap<>(
				Destination.Scheme.class);

		private final Clock clock;

		private Duration timeout = Duration.ofSeconds(30);

		private Builder(Clock clock) {
			this.clock = clock;
		}

		/**
		 * Limits how long an answer of a service is waited for.
		 * @param timeout at least 1 millisecond; 30 seconds unless set
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			if (timeout.toMillis() < 1) {
				throw new IllegalArgumentException("'timeout' must be at least 1 ms but was " + timeout);
			}
			this.timeout = timeout;
			return this;
		}

		/**
		 * Allows Kinesis streams.
		 * @param client the client
		 * @return this builder
		 */
		public Builder kinesis(Supplier<KinesisAsyncClient> client) {
			this.sources.put(Destination.Scheme.KINESIS, (destination, from) -> {
				KinesisAsyncClient kinesis = client.get();
				if (destination.arn() != null) {
					destination.requireArn(new StreamCatalog(kinesis).find(destination.name()).streamARN());
				}
				return new KinesisDeadLetterSource(kinesis, destination.name(), from.asOf(this.clock.instant()),
						this.timeout);
			});
			return this;
		}

		/**
		 * Allows SQS queues, whose messages are hidden from others for 15 minutes.
		 * @param client the client
		 * @return this builder
		 */
		public Builder sqs(Supplier<SqsAsyncClient> client) {
			this.sources.put(Destination.Scheme.SQS, (destination, from) -> {
				SqsAsyncClient sqs = client.get();
				return new SqsDeadLetterSource(sqs, SqsQueue.find(sqs, destination, this.timeout), VISIBILITY,
						this.timeout);
			});
			return this;
		}

		/**
		 * Allows S3 buckets.
		 * @param client the client
		 * @return this builder
		 */
		public Builder s3(Supplier<S3AsyncClient> client) {
			this.sources.put(Destination.Scheme.S3,
					(destination, from) -> new S3DeadLetterSource(client.get(), destination, this.timeout));
			return this;
		}

		/**
		 * Builds the sources.
		 * @return what opens them
		 */
		public DeadLetterSources build() {
			Map<Destination.Scheme, BiFunction<Destination, StartingPosition, DeadLetterSource>> sources = Map
				.copyOf(this.sources);
			return (destination, from) -> {
				BiFunction<Destination, StartingPosition, DeadLetterSource> source = sources.get(destination.scheme());
				if (source == null) {
					throw new IllegalArgumentException(
							"The dead letters of '%s' cannot be read; there are clients to read from %s"
								.formatted(destination, sources.keySet()));
				}
				return source.apply(destination, from);
			};
		}

	}

}
