package io.kinesisboot.embedded.fanout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.stream.KinesisStream;

/**
 * The registered consumers of all streams. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConsumerRegistry {

	private static final int MAX_CONSUMERS_OF_STREAM = 20;

	private static final int MAX_CREATING = 5;

	private final String accountId;

	private final Clock clock;

	private final Duration transitionTime;

	private final SubscriptionRegistry subscriptions;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final List<RegisteredConsumer> consumers = new ArrayList<>();

	/**
	 * Creates a registry without consumers.
	 * @param accountId the account that errors name
	 * @param clock the time of registrations
	 * @param transitionTime how long a consumer takes to be created, and to be deleted
	 * @param subscriptions what the consumers are subscribed to
	 */
	public ConsumerRegistry(String accountId, Clock clock, Duration transitionTime,
			SubscriptionRegistry subscriptions) {
		this.accountId = accountId;
		this.clock = clock;
		this.transitionTime = transitionTime;
		this.subscriptions = subscriptions;
	}

	/**
	 * Registers a consumer.
	 * @param stream what it will read
	 * @param name its name
	 * @param tags its tags
	 * @return the consumer
	 * @throws AwsError if the stream is being created or deleted, or has a consumer of
	 * this name or too many, or if there are too many tags
	 */
	public RegisteredConsumer register(KinesisStream stream, String name, Map<String, String> tags) {
		this.lock.lock();
		try {
			// Under the lock: who deletes the stream either is seen here or finds the
			// consumer
			stream.requireShards();
			if (ofStream(stream).anyMatch((consumer) -> consumer.name().equals(name))) {
				throw KinesisErrors.inUse("Consumer %s under stream %s already exists for account %s.".formatted(name,
						stream.name(), this.accountId));
			}
			requireRoom(stream);
			RegisteredConsumer consumer = new RegisteredConsumer(stream, name, this.clock, this.transitionTime);
			if (!consumer.attachments().addTags(tags)) {
				throw KinesisErrors.tooManyTags(stream.name(), this.accountId);
			}
			this.consumers.add(consumer);
			return consumer;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireRoom(KinesisStream stream) {
		if (ofStream(stream).count() >= MAX_CONSUMERS_OF_STREAM) {
			throw KinesisErrors.limitExceeded("Stream %s under account %s has the maximum of %d registered consumers."
				.formatted(stream.name(), this.accountId, MAX_CONSUMERS_OF_STREAM));
		}
		if (present().filter((consumer) -> consumer.state() == ConsumerState.CREATING).count() >= MAX_CREATING) {
			throw KinesisErrors.limitExceeded("Account %s has the maximum of %d consumers in CREATING status."
				.formatted(this.accountId, MAX_CREATING));
		}
	}

	/**
	 * Finds a consumer.
	 * @param arn its ARN
	 * @return the consumer, if there is one
	 */
	public Optional<RegisteredConsumer> find(String arn) {
		return find((consumer) -> consumer.arn().equals(arn));
	}

	/**
	 * Finds a consumer.
	 * @param stream what it reads
	 * @param name its name
	 * @return the consumer, if there is one
	 */
	public Optional<RegisteredConsumer> find(KinesisStream stream, String name) {
		return find((consumer) -> consumer.stream() == stream && consumer.name().equals(name));
	}

	private Optional<RegisteredConsumer> find(Predicate<RegisteredConsumer> condition) {
		this.lock.lock();
		try {
			return present().filter(condition).findFirst();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lists the consumers of a stream.
	 * @param stream the stream
	 * @return its consumers in the order of their names
	 */
	public List<RegisteredConsumer> of(KinesisStream stream) {
		this.lock.lock();
		try {
			return ofStream(stream).sorted(Comparator.comparing(RegisteredConsumer::name)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Stream<RegisteredConsumer> ofStream(KinesisStream stream) {
		return present().filter((consumer) -> consumer.stream() == stream);
	}

	private Stream<RegisteredConsumer> present() {
		this.consumers.removeIf(RegisteredConsumer::isGone);
		return this.consumers.stream();
	}

	/**
	 * Deregisters a consumer, which ends its subscriptions.
	 * @param consumer the consumer
	 */
	public void deregister(RegisteredConsumer consumer) {
		consumer.deregister();
		this.subscriptions.failAll((subscription) -> subscription.consumer() == consumer,
				KinesisErrors.consumerNotFound(consumer.name(), consumer.stream().name(), this.accountId));
	}

	/**
	 * Forgets the consumers of a stream that is deleted, which ends their subscriptions.
	 * @param stream the stream
	 */
	public void deleted(KinesisStream stream) {
		this.lock.lock();
		try {
			ofStream(stream).forEach(RegisteredConsumer::deregister);
			this.consumers.removeIf((consumer) -> consumer.stream() == stream);
		}
		finally {
			this.lock.unlock();
		}
		this.subscriptions.failAll((subscription) -> subscription.consumer().stream() == stream,
				KinesisErrors.streamNotFound(stream.name(), this.accountId));
	}

}
