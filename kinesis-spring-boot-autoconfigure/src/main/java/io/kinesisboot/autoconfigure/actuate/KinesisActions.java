package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.deadletter.redrive.RedriveOptions;
import io.kinesisboot.deadletter.redrive.RedriveResult;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * What an operator can do. Each action is logged. Those that take a while exclude each
 * other. Thread-safe.
 */
final class KinesisActions {

	private static final Logger logger = LoggerFactory.getLogger(KinesisActions.class);

	/** Shorter than most of those who ask are ready to wait. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final KinesisParts parts;

	private final ObjectProvider<Redrive> redrive;

	private final ReentrantLock lock = new ReentrantLock();

	KinesisActions(KinesisParts parts, ObjectProvider<Redrive> redrive) {
		this.parts = parts;
		this.redrive = redrive;
	}

	void onListener(String id, String action, Seek seek) {
		KinesisMessageListenerContainer container = this.parts.listener(id);
		switch (action) {
			case "pause" -> container.pause();
			case "resume" -> container.resume();
			case "restart" -> alone(() -> {
				container.stop();
				container.start();
			});
			case "seek" -> alone(() -> seek.move(container));
			default -> throw new IllegalArgumentException(
					"The action must be pause, resume, restart or seek but was '" + action + "'");
		}
		logger.info("Listener '{}': {} by an operator", id, action);
	}

	void onProducer(String name, String action) {
		if (!action.equals("flush")) {
			throw new IllegalArgumentException("The action must be flush but was '" + action + "'");
		}
		SdkCalls.await("Flush of producer '" + name + "'", this.parts.producer(name).flush(), TIMEOUT);
		logger.info("Producer '{}': {} by an operator", name, action);
	}

	RedriveResult redrive(@Nullable String destination, @Nullable String from, @Nullable Integer maxLetters,
			boolean dryRun) {
		if (destination == null) {
			throw new IllegalArgumentException(
					"'destination' must be where dead letters are, such as kinesis:dead-orders, but was not given");
		}
		RedriveOptions options = RedriveOptions.defaults().withTimeout(TIMEOUT).withDryRun(dryRun);
		RedriveOptions limited = (maxLetters != null) ? options.withMaxLetters(maxLetters) : options;
		RedriveOptions positioned = (from != null) ? limited.withFrom(StartingPosition.of(from)) : limited;
		return alone(() -> this.redrive.getObject().run(destination, positioned));
	}

	private void alone(Runnable action) {
		alone(() -> {
			action.run();
			return action;
		});
	}

	private <T> T alone(Supplier<T> action) {
		if (!this.lock.tryLock()) {
			throw new KinesisBootException("Another restart, seek or redrive is under way");
		}
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Where a listener shall read on: at a position, or in one shard at a record.
	 * Immutable.
	 *
	 * @param position the position
	 * @param stream the shard's stream; null for the listener's only one
	 * @param shardId the shard
	 * @param sequenceNumber the record
	 */
	record Seek(@Nullable String position, @Nullable String stream, @Nullable String shardId,
			@Nullable String sequenceNumber) {

		private void move(KinesisMessageListenerContainer container) {
			if (this.position != null && this.shardId == null && this.sequenceNumber == null) {
				container.seek(StartingPosition.of(this.position));
			}
			else if (this.position == null && this.shardId != null && this.sequenceNumber != null) {
				container.seek(stream(container), this.shardId, this.sequenceNumber);
			}
			else {
				throw new IllegalArgumentException(
						"Either 'position' or 'shardId' and 'sequenceNumber' must be given, as JSON, but there were "
								+ this);
			}
		}

		private String stream(KinesisMessageListenerContainer container) {
			List<String> streams = container.endpoint().streams();
			if (this.stream == null && streams.size() == 1) {
				return streams.get(0);
			}
			if (this.stream == null || !streams.contains(this.stream)) {
				throw new IllegalArgumentException(
						"'stream' must be one of %s but was '%s'".formatted(streams, this.stream));
			}
			return this.stream;
		}

	}

}
