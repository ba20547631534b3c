package io.kinesisboot.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * Makes recoverers of destinations. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DeadLetterDestinations {

	/**
	 * Makes a recoverer that sends dead letters to a destination. May ask the service for
	 * it, so that one which does not exist is told at once.
	 * @param destination the destination
	 * @param applicationName the application whose checkpoints the listener uses, or null
	 * if it is not known
	 * @return the recoverer
	 * @throws IllegalArgumentException if there is no client for the destination, or one
	 * that writes elsewhere
	 * @throws io.kinesisboot.KinesisBootException if the destination is not there, or the
	 * service does not answer
	 */
	RecordRecoverer recoverer(Destination destination, @Nullable String applicationName);

	/**
	 * Starts to collect clients.
	 * @param clock tells when listeners were given up on
	 * @return a new builder
	 */
	static Builder builder(Clock clock) {
		return new Builder(clock);
	}

	/**
	 * Collects the clients of the services. A supplier is asked when a destination of its
	 * service is met, for each anew; the libraries of the others need not be there.
	 * Confined to one thread.
	 */
	final class Builder {

		private final Map<Destination.Scheme, Function<Destination, DeadLetterSink>> sinks = new EnumMap<>(
				Destination.Scheme.class);

		private final Clock clock;

		private Duration timeout = Duration.ofSeconds(30);

		private Optional<Destination> overflow = Optional.empty();

		private Builder(Clock clock) {
			this.clock = clock;
		}

		/**
		 * Limits how long a dead letter is waited for, until its destination has it.
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
		 * Sends elsewhere what is too large for its destination.
		 * @param overflow where to, such as S3, which takes any size; unless set, such a
		 * record is offered again and its shard stops
		 * @return this builder
		 */
		public Builder overflow(Destination overflow) {
			this.overflow = Optional.of(overflow);
			return this;
		}

		/**
		 * Allows Kinesis streams.
		 * @param client looks up a stream that is named by its ARN
		 * @param producer writes, with aggregation, to where the client does
		 * @return this builder
		 */
		public Builder kinesis(Supplier<KinesisAsyncClient> client, Supplier<KinesisProducer> producer) {
			this.sinks.put(Destination.Scheme.KINESIS, (destination) -> {
				if (destination.arn() != null) {
					destination.requireArn(new StreamCatalog(client.get()).find(destination.name()).streamARN());
				}
				return new KinesisDeadLetterSink(producer.get(), destination, this.timeout);
			});
			return this;
		}

		/**
		 * Allows SQS queues.
		 * @param client the client
		 * @return this builder
		 */
		public Builder sqs(Supplier<SqsAsyncClient> client) {
			this.sinks.put(Destination.Scheme.SQS, (destination) -> {
				SqsAsyncClient sqs = client.get();
				return new SqsDeadLetterSink(sqs, SqsQueue.find(sqs, destination, this.timeout), this.timeout);
			});
			return this;
		}

		/**
		 * Allows S3 buckets.
		 * @param client the client
		 * @return this builder
		 */
		public Builder s3(Supplier<S3AsyncClient> client) {
			this.sinks.put(Destination.Scheme.S3,
					(destination) -> new S3DeadLetterSink(client.get(), destination, this.timeout));
			return this;
		}

		/**
		 * Allows Firehose delivery streams.
		 * @param client the client
		 * @return this builder
		 */
		public Builder firehose(Supplier<FirehoseAsyncClient> client) {
			this.sinks.put(Destination.Scheme.FIREHOSE, (destination) -> {
				FirehoseAsyncClient firehose = client.get();
				if (destination.arn() != null) {
					destination.requireArn(SdkCalls
						.await("DescribeDeliveryStream of '%s'".formatted(destination),
								firehose.describeDeliveryStream(
										(request) -> request.deliveryStreamName(destination.name())),
								this.timeout)
						.deliveryStreamDescription()
						.deliveryStreamARN());
				}
				return new FirehoseDeadLetterSink(firehose, destination, this.timeout);
			});
			return this;
		}

		/**
		 * Builds the destinations.
		 * @return what makes recoverers of them
		 */
		public DeadLetterDestinations build() {
			return new SuppliedDestinations(this.sinks, this.overflow.orElse(null), this.clock);
		}

	}

}
