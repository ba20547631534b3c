package io.kinesisboot.autoconfigure;

import java.time.Duration;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Listeners, where their annotation does not say otherwise. Immutable.
 *
 * @param applicationName name under which checkpoints are kept, and of the lease table;
 * spring.application.name if not set
 * @param startingPosition where to start without a checkpoint: TRIM_HORIZON, LATEST or
 * AT_TIMESTAMP: and an ISO-8601 instant
 * @param autoStartup whether to start with the application context
 * @param shutdownTimeout how long a stop waits for the records in hand
 * @param retry repetition of failed calls
 * @param workerId names this worker among those of its application; the host's name and a
 * random part if not set
 * @param idleTimeBetweenReads pause between two reads of a shard, at least 200 ms
 * @param maxRecords most stream records per read, up to 10000
 * @param failoverTime after how long without a sign of life a worker's shards go to
 * others
 * @param leaseAssignmentInterval how often shards without a worker are given out
 * @param checkpointInterval how often at least a checkpoint is written in the middle of a
 * batch
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.listener")
public record KinesisListenerProperties(@Nullable String applicationName,
		@DefaultValue("TRIM_HORIZON") StartingPosition startingPosition, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue Retry retry, @Nullable String workerId,
		@DefaultValue("1s") Duration idleTimeBetweenReads, @DefaultValue("10000") int maxRecords,
		@DefaultValue("10s") Duration failoverTime, @DefaultValue("500ms") Duration leaseAssignmentInterval,
		@DefaultValue("5s") Duration checkpointInterval) {

	public KinesisListenerProperties {
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("'shutdownTimeout' must not be negative but was " + shutdownTimeout);
		}
		kclOptions(workerId, idleTimeBetweenReads, maxRecords, failoverTime, leaseAssignmentInterval,
				checkpointInterval);
	}

	KclOptions kclOptions() {
		return kclOptions(this.workerId, this.idleTimeBetweenReads, this.maxRecords, this.failoverTime,
				this.leaseAssignmentInterval, this.checkpointInterval);
	}

	private static KclOptions kclOptions(@Nullable String workerId, Duration idleTimeBetweenReads, int maxRecords,
			Duration failoverTime, Duration leaseAssignmentInterval, Duration checkpointInterval) {
		String id = (workerId != null && StringUtils.hasText(workerId)) ? workerId : KclOptions.defaults().workerId();
		return new KclOptions(id, idleTimeBetweenReads, maxRecords, failoverTime, leaseAssignmentInterval,
				checkpointInterval);
	}

	ListenerContainerOptions containerOptions(RecordRecoverer recoverer) {
		return ListenerContainerOptions.defaults()
			.withStartingPosition(this.startingPosition)
			.withAutoStartup(this.autoStartup)
			.withShutdownTimeout(this.shutdownTimeout)
			.withBackOff(this.retry.backOff())
			.withRecoverer(recoverer);
	}

	/**
	 * Repetition of failed calls, before the recoverer gets the record.
	 *
	 * @param maxRetries how often a call is repeated
	 * @param initialInterval pause before the first repetition
	 * @param multiplier how much longer each pause is than the one before
	 * @param maxInterval longest pause
	 */
	public record Retry(@DefaultValue("9") int maxRetries, @DefaultValue("200ms") Duration initialInterval,
			@DefaultValue("2") double multiplier, @DefaultValue("5s") Duration maxInterval) {

		public Retry {
			if (maxRetries < 0) {
				throw new IllegalArgumentException("'maxRetries' must be at least 0 but was " + maxRetries);
			}
			if (initialInterval.isNegative() || maxInterval.compareTo(initialInterval) < 0) {
				throw new IllegalArgumentException("'maxInterval' must be at least 'initialInterval', "
						+ initialInterval + ", but was " + maxInterval);
			}
			if (multiplier < 1) {
				throw new IllegalArgumentException("'multiplier' must be at least 1 but was " + multiplier);
			}
		}

		BackOff backOff() {
			ExponentialBackOff backOff = new ExponentialBackOff(this.initialInterval.toMillis(), this.multiplier);
			backOff.setMaxInterval(this.maxInterval.toMillis());
			backOff.setMaxAttempts(this.maxRetries);
			return backOff;
		}

	}

}
