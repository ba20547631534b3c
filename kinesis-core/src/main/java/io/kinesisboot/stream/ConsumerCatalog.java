package io.kinesisboot.stream;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Looks up, registers and deregisters the consumers that streams are pushed to. All
 * methods wait for the service, a few minutes at most. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConsumerCatalog {

	private static final Logger logger = LoggerFactory.getLogger(ConsumerCatalog.class);

	private static final StatusWait WAIT = new StatusWait(Duration.ofMinutes(1), Duration.ofMillis(250));

	private final KinesisAsyncClient kinesis;

	/**
	 * Creates a catalog.
	 * @param kinesis the client, which stays the caller's to close
	 */
	public ConsumerCatalog(KinesisAsyncClient kinesis) {
		this.kinesis = kinesis;
	}

	/**
	 * Finds a consumer by its name, or registers it, and waits until it can be used. One
	 * that is just being deleted is waited for, too, and registered anew.
	 * @param streamArn the stream's ARN
	 * @param name the consumer's name, 1 to 128 letters, digits, underscores, dots and
	 * hyphens (RegisterStreamConsumer limit)
	 * @return the consumer's ARN
	 * @throws KinesisBootException if the stream has as many consumers as it may have, if
	 * the consumer does not come to be active within a minute, or if the service does not
	 * answer or refuses
	 */
	public String findOrRegister(String streamArn, String name) {
		DescribeStreamConsumerRequest request = DescribeStreamConsumerRequest.builder()
			.streamARN(streamArn)
			.consumerName(name)
			.build();
		ConsumerStatus status = status(request);
		if (status == ConsumerStatus.DELETING) {
			awaitDeleted(request);
		}
		if (status == null || status == ConsumerStatus.DELETING) {
			register(streamArn, name);
		}
		return awaitActive(request);
	}

	/**
	 * Looks for a consumer.
	 * @param streamArn the stream's ARN
	 * @param name the consumer's name
	 * @return whether there is one that is not just being deleted
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public boolean exists(String streamArn, String name) {
		ConsumerStatus status = status(
				DescribeStreamConsumerRequest.builder().streamARN(streamArn).consumerName(name).build());
		return status != null && status != ConsumerStatus.DELETING;
	}

	private @Nullable ConsumerStatus status(DescribeStreamConsumerRequest request) {
		try {
			return describe(request).consumerStatus();
		}
		catch (KinesisBootException ex) {
			if (isNotFound(ex)) {
				return null;
			}
			throw ex;
		}
	}

	private ConsumerDescription describe(DescribeStreamConsumerRequest request) {
		return SdkCalls
			.await("DescribeStreamConsumer of consumer " + name(request), this.kinesis.describeStreamConsumer(request))
			.consumerDescription();
	}

	private void register(String streamArn, String name) {
		try {
			SdkCalls.await("RegisterStreamConsumer of consumer '" + name + "' of stream '" + streamArn + "'",
					this.kinesis.registerStreamConsumer((request) -> request.streamARN(streamArn).consumerName(name)));
			logger.info("Registered consumer '{}' of stream '{}'", name, streamArn);
		}
		catch (KinesisBootException ex) {
			if (ex.getCause() instanceof LimitExceededException) {
				throw new KinesisBootException(
						"%s; a stream has at most 20 consumers, or 50 with on-demand advantage (RegisterStreamConsumer limit): deregister one that is no longer used, or name one that exists"
							.formatted(ex.getMessage()),
						ex.getCause());
			}
			if (!(ex.getCause() instanceof ResourceInUseException)) {
				throw ex;
			}
			// Another worker has just registered it
		}
	}

	/**
	 * Finds a consumer by its ARN, and waits until it can be used.
	 * @param consumerArn the consumer's ARN
	 * @throws KinesisBootException if there is none, if it is being deleted or does not
	 * come to be active within a minute, or if the service does not answer or refuses
	 */
	public void find(String consumerArn) {
		awaitActive(DescribeStreamConsumerRequest.builder().consumerARN(consumerArn).build());
	}

	/**
	 * Deregisters a consumer, which ends its subscriptions. One that is already gone is
	 * no failure.
	 * @param consumerArn the consumer's ARN
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public void deregister(String consumerArn) {
		try {
			SdkCalls.await("DeregisterStreamConsumer of consumer '" + consumerArn + "'",
					this.kinesis.deregisterStreamConsumer((request) -> request.consumerARN(consumerArn)));
			logger.info("Deregistered consumer '{}'", consumerArn);
		}
		catch (KinesisBootException ex) {
			if (!isNotFound(ex)) {
				throw ex;
			}
		}
	}

	private String awaitActive(DescribeStreamConsumerRequest request) {
		return await(request, "active",
				Waiter.builder(ConsumerDescription.class)
					.addAcceptor(WaiterAcceptor
						.successOnResponseAcceptor((consumer) -> consumer.consumerStatus() == ConsumerStatus.ACTIVE))
					.addAcceptor(WaiterAcceptor.errorOnResponseAcceptor(
							(consumer) -> consumer.consumerStatus() == ConsumerStatus.DELETING, "it is being deleted"))
					.addAcceptor(WaiterAcceptor.retryOnResponseAcceptor((consumer) -> true)))
			.matched()
			.response()
			.orElseThrow()
			.consumerARN();
	}

	private void awaitDeleted(DescribeStreamConsumerRequest request) {
		await(request, "deleted",
				Waiter.builder(ConsumerDescription.class)
					.addAcceptor(WaiterAcceptor.retryOnResponseAcceptor((consumer) -> true))
					.addAcceptor(WaiterAcceptor.successOnExceptionAcceptor(ConsumerCatalog::isNotFound)));
	}

	private WaiterResponse<ConsumerDescription> await(DescribeStreamConsumerRequest request, String state,
			Waiter.Builder<ConsumerDescription> waiter) {
		return WAIT.run("Consumer %s is not %s".formatted(name(request), state), waiter, () -> describe(request));
	}

	private static boolean isNotFound(Throwable failure) {
		return failure.getCause() instanceof ResourceNotFoundException;
	}

	private static String name(DescribeStreamConsumerRequest request) {
		return (request.consumerARN() != null) ? "'" + request.consumerARN() + "'"
				: "'" + request.consumerName() + "' of stream '" + request.streamARN() + "'";
	}

}
