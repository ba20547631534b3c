package io.kinesisboot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.ResilienceOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ProcessingOrder;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.event.EventOptions;
import io.kinesisboot.listener.idempotency.IdempotencyKey;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import io.kinesisboot.listener.idempotency.InProgress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Listeners, where their annotation does not say otherwise. Immutable.
 *
 * @param applicationName name under which checkpoints are kept, and of the lease table;
 * spring.application.name if not set
 * @param startingPosition where to start without a checkpoint: TRIM_HORIZON, LATEST or
 * AT_TIMESTAMP: and an ISO-8601 instant or how long back, such as 1h
 * @param autoStartup whether to start with the application context
 * @param shutdownTimeout how long a stop waits for the records in hand
 * @param mode how the records of a shard come: listeners ask for them (POLLING), or they
 * are pushed to a registered consumer (FAN_OUT)
 * @param consumer with FAN_OUT, name of the registered consumer, or ARN of one that
 * exists; the application's name if not set
 * @param deregisterConsumer whether the last worker of an application that stops
 * deregisters the consumer
 * @param roles ARNs of the IAM roles that streams are read with, by the streams as
 * listeners name them
 * @param idleEventInterval after how long without records a shard is told to be idle;
 * never if not set
 * @param lagThreshold how far behind its newest record a shard is told to be lagging;
 * never if not set
 * @param observationEnabled whether each call is observed, as part of the trace of its
 * record
 * @param ordering which records of a shard wait for each other: those of one partition
 * key (KEY), all (SHARD) or none (NONE)
 * @param concurrency how many calls run at the same time, for each shard
 * @param batchSize most records of one call of a batch listener
 * @param batchWindow how long records wait, at most, for others to fill a batch
 * @param windowRecords how many records a shard is read ahead of its oldest open one
 * @param windowSize how much payload may be open for each shard
 * @param retry repetition of failed calls
 * @param bisectOnError whether a failing batch, of which it is not known which record is
 * to blame, is halved until that is known
 * @param maxRecordAge how old a record may be to be handled at all; any age if not set
 * @param onFailure where records go that cannot be handled: log, stop, the name of a
 * RecordRecoverer bean, or a destination such as kinesis:dead-orders; if not set, to the
 * only such bean, else the log
 * @param retryStream name of a stream in which failed records wait to be handled again,
 * so that their shard goes on; order per key is given up by it; none if not set
 * @param retryStreamDelay how long a record waits in the retry stream before each attempt
 * @param retryStreamAttempts how often a listener is called with a record by way of the
 * retry stream
 * @param idempotent what remembers which records were handled, so that none is handled
 * twice: memory, dynamodb, jdbc, jdbc-transaction, redis, or the name of an
 * IdempotencyStore bean; nothing if not set
 * @param idempotencyKey by what records are the same: sequence-number, deduplication-id,
 * header: and a name, or an expression such as payload.orderId
 * @param idempotencyInProgress whether a record waits while another one with its key is
 * being handled elsewhere (WAIT), or counts as done (SKIP)
 * @param circuitBreaker name of the circuit breaker of Resilience4j that keeps calls back
 * while it is open; none if not set
 * @param rateLimiter name of the rate limiter of Resilience4j, each permission of which
 * is for one call; none if not set
 * @param bulkhead name of the bulkhead of Resilience4j that limits how many calls of a
 * listener run at the same time, over all shards; none if not set
 * @param timeLimiter name of the time limiter of Resilience4j, which interrupts calls
 * that take longer; none if not set
 * @param workerId names this worker among those of its application; the host's name and a
 * random part if not set
 * @param idleTimeBetweenReads pause between two reads of a shard, at least 200 ms
 * @param maxRecords most stream records per read, up to 10000
 * @param failoverTime after how long without a sign of life a worker's shards go to
 * others
 * @param leaseAssignmentInterval how often the shards of workers that died are given out
 * @param checkpointInterval how often at least a checkpoint is written while records are
 * open
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.listener")
public record KinesisListenerProperties(@Nullable String applicationName,
		@DefaultValue("TRIM_HORIZON") StartingPosition startingPosition, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue("POLLING") RetrievalMode mode,
		@Nullable String consumer, boolean deregisterConsumer, @DefaultValue Map<String, String> roles,
		@Nullable Duration idleEventInterval, @Nullable Duration lagThreshold, boolean observationEnabled,
		@DefaultValue("KEY") ProcessingOrder ordering, @DefaultValue("1") int concurrency,
		@DefaultValue("1000") int batchSize, @DefaultValue("0s") Duration batchWindow,
		@DefaultValue("10000") int windowRecords, @DefaultValue("32MB") DataSize windowSize, @DefaultValue Retry retry,
		@DefaultValue("true") boolean bisectOnError, @Nullable Duration maxRecordAge, @Nullable String onFailure,
		@Nullable String retryStream, @DefaultValue("1m") Duration retryStreamDelay,
		@DefaultValue("3") int retryStreamAttempts, @Nullable String idempotent,
		@DefaultValue("sequence-number") String idempotencyKey, @DefaultValue("WAIT") InProgress idempotencyInProgress,
		@Nullable String circuitBreaker, @Nullable String rateLimiter, @Nullable String bulkhead,
		@Nullable String timeLimiter, @Nullable String workerId, @DefaultValue("1s") Duration idleTimeBetweenReads,
		@DefaultValue("10000") int maxRecords, @DefaultValue("12s") Duration failoverTime,
		@DefaultValue("10s") Duration leaseAssignmentInterval, @DefaultValue("5s") Duration checkpointInterval) {

	public KinesisListenerProperties {
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("'shutdownTimeout' must not be negative but was " + shutdownTimeout);
		}
		retrieval(mode, consumer, deregisterConsumer);
		new EventOptions(idleEventInterval, lagThreshold);
		new RetryStreamOptions(retryStream, retryStreamDelay, retryStreamAttempts);
		IdempotencyKey.parse("idempotencyKey", idempotencyKey);
		dispatch(ordering, concurrency, batchSize, batchWindow, windowRecords, windowSize);
		kclOptions(workerId, idleTimeBetweenReads, maxRecords, failoverTime, leaseAssignmentInterval,
				checkpointInterval);
	}

	private static Retrieval retrieval(RetrievalMode mode, @Nullable String consumer, boolean deregister) {
		return new Retrieval(mode, StringUtils.hasText(consumer) ? consumer : null, deregister);
	}

	private static DispatchOptions dispatch(ProcessingOrder ordering, int concurrency, int batchSize,
			Duration batchWindow, int windowRecords, DataSize windowSize) {
		return new DispatchOptions(ordering, concurrency, batchSize, batchWindow,
				new WindowLimits(windowRecords, windowSize.toBytes()), DispatchOptions.defaults().drainTimeout());
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

	GuardNames guards() {
		return new GuardNames(this.circuitBreaker, this.rateLimiter, this.bulkhead);
	}

	ListenerContainerOptions containerOptions(RecordRecoverer recoverer, boolean virtualThreads) {
		return ListenerContainerOptions.defaults()
			.withStartingPosition(this.startingPosition)
			.withAutoStartup(this.autoStartup)
			.withShutdownTimeout(this.shutdownTimeout)
			.withVirtualThreads(virtualThreads)
			.withRetrieval(retrieval(this.mode, this.consumer, this.deregisterConsumer))
			.withRoles(this.roles)
			.withEvents(new EventOptions(this.idleEventInterval, this.lagThreshold))
			.withRetryStream(new RetryStreamOptions(this.retryStream, this.retryStreamDelay, this.retryStreamAttempts))
			.withIdempotency(IdempotencyOptions.NONE.withInProgress(this.idempotencyInProgress)
				.withKey(IdempotencyKey.parse("idempotencyKey", this.idempotencyKey)))
			.withResilience(new ResilienceOptions(guards(), this.retry.instance(), this.timeLimiter))
			.withDispatch(dispatch(this.ordering, this.concurrency, this.batchSize, this.batchWindow,
					this.windowRecords, this.windowSize))
			.withErrors(ErrorOptions.defaults()
				.withMaxRetries(this.retry.maxRetries())
				.withBackOff(this.retry.backOff())
				.withBisectOnError(this.bisectOnError)
				.withMaxRecordAge(this.maxRecordAge)
				.withRecoverer(recoverer));
	}

	/**
	 * Repetition of failed calls, before the recoverer gets the record.
	 *
	 * @param maxRetries how often a call is repeated
	 * @param initialInterval pause before the first repetition
	 * @param multiplier how much longer each pause is than the one before
	 * @param maxInterval longest pause
	 * @param instance name of the retry of Resilience4j that says it instead; none if not
	 * set
	 */
	public record Retry(@DefaultValue("9") int maxRetries, @DefaultValue("200ms") Duration initialInterval,
			@DefaultValue("2") double multiplier, @DefaultValue("5s") Duration maxInterval, @Nullable String instance) {

		public Retry {
			if (maxRetries < ErrorOptions.UNLIMITED) {
				throw new IllegalArgumentException(
						"'maxRetries' must be -1 (no limit), 0 or more but was " + maxRetries);
			}
			if (initialInterval.toMillis() < 1) {
				throw new IllegalArgumentException(
						"'initialInterval' must be at least 1 ms but was " + initialInterval.toMillis() + " ms");
			}
			if (maxInterval.compareTo(initialInterval) < 0) {
				throw new IllegalArgumentException("'maxInterval' must be at least 'initialInterval', "
						+ initialInterval + ", but was " + maxInterval);
			}
			if (multiplier < 1) {
				throw new IllegalArgumentException("'multiplier' must be at least 1 but was " + multiplier);
			}
		}

		IntervalFunction backOff() {
			return ErrorOptions.backOff(this.initialInterval, this.multiplier, this.maxInterval);
		}

	}

}
