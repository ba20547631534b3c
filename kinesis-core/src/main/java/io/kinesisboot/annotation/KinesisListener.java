package io.kinesisboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kinesisboot.listener.method.ListenerMethods;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method to be called with the records of one or more streams; or a class, whose
 * methods with {@link KinesisHandler} are called, each with the records of some types.
 * <p>
 * The method takes one of: a payload (converted by its type: a {@code String} or
 * {@code byte[]} as it is, others from JSON, Avro or Protobuf), a {@code Message} of a
 * payload, a {@link io.kinesisboot.consumer.ReceivedRecord}, or a {@code List} of any of
 * these, which makes it a batch listener. Further parameters may be annotated with
 * {@code @Header}, with a name of {@link io.kinesisboot.KinesisHeaders} or one that the
 * sender has set, or be an {@link io.kinesisboot.listener.method.Acknowledgement}, by
 * which the method says when the records are done. A payload, or the elements of a batch,
 * with {@code @Valid} are validated; those that are not valid are given up, one by one.
 * <p>
 * The records of one partition key come one after another, in order; those of different
 * keys of a shard at the same time if {@link #concurrency()} says so, and those of
 * different shards always, so the method must be thread-safe. A record is checkpointed
 * only after the method has returned for it and for all before it. If the method throws,
 * it is called again with pauses, and at last the
 * {@link io.kinesisboot.listener.error.RecordRecoverer} gets the record.
 * <p>
 * If the method returns a {@code CompletionStage}, or a reactive type such as
 * {@code Mono} or {@code Flux}, the call ends when that does. A batch listener may tell
 * which record has failed by returning a
 * {@link io.kinesisboot.listener.method.BatchOutcome} or throwing a
 * {@link io.kinesisboot.listener.method.BatchListenerFailedException}. With
 * {@code @SendTo("stream")}, what a method for one record returns is sent to that stream:
 * a value, a {@code Message}, or each element of a {@code Collection} or {@code Flux};
 * nothing if it is null. It has the partition key of the record, unless the message has
 * one, and the record is done when the service has taken it. If a part of several cannot
 * be sent, the call is repeated, and all of them are sent again.
 * <p>
 * All attributes may hold placeholders such as <code>${orders.stream}</code> and
 * expressions such as {@code #{...}}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(KinesisListeners.class)
@MessageMapping
public @interface KinesisListener {

	/**
	 * The streams' names. An alias for {@link #streams()}.
	 */
	@AliasFor("streams")
	String[] value() default {};

	/**
	 * The streams' names. A value may hold several, separated by commas.
	 */
	@AliasFor("value")
	String[] streams() default {};

	/**
	 * Names the listener within the application context. Made of the bean's name and the
	 * method's if empty; of a class, it is the bean's name then.
	 */
	String id() default "";

	/**
	 * The name under which checkpoints are kept, and that of the lease table. Instances
	 * of the application that use one name share the shards. Must be unique among the
	 * listeners of an application. If empty, {@code kinesis.listener.application-name},
	 * else {@code spring.application.name}.
	 */
	String applicationName() default "";

	/**
	 * Where to start without a checkpoint: {@code TRIM_HORIZON}, {@code LATEST} or
	 * {@code AT_TIMESTAMP:} and a moment, or how long back, such as {@code 1h}. If empty,
	 * {@code kinesis.listener.starting-position}.
	 */
	String startingPosition() default "";

	/**
	 * Whether to start with the application context. If empty,
	 * {@code kinesis.listener.auto-startup}.
	 */
	String autoStartup() default "";

	/**
	 * Which records of a shard wait for each other: {@code KEY} (those of one partition
	 * key), {@code SHARD} (all) or {@code NONE}. If empty,
	 * {@code kinesis.listener.ordering}.
	 */
	String ordering() default "";

	/**
	 * How many calls run at the same time, for each shard. If empty,
	 * {@code kinesis.listener.concurrency}.
	 */
	String concurrency() default "";

	/**
	 * Most records of one call of a batch listener. If empty,
	 * {@code kinesis.listener.batch-size}.
	 */
	String batchSize() default "";

	/**
	 * How long records wait, at most, for others to fill a batch, such as {@code 500ms}.
	 * If empty, {@code kinesis.listener.batch-window}.
	 */
	String batchWindow() default "";

	/**
	 * How often a failing call is repeated before its record is given up; -1 for as long
	 * as it takes. If empty, {@code kinesis.listener.retry.max-retries}.
	 */
	String maxRetries() default "";

	/**
	 * Which exceptions, or causes of exceptions, to repeat a call for; all if empty.
	 */
	Class<? extends Throwable>[] retryFor() default {};

	/**
	 * Which exceptions, or causes of exceptions, not to repeat a call for, beside those
	 * that say that a record does not fit the listener's method.
	 */
	Class<? extends Throwable>[] noRetryFor() default {};

	/**
	 * Whether a failing batch, of which it is not known which record is to blame, is
	 * halved until that is known; else all of its records are given up. If empty,
	 * {@code kinesis.listener.bisect-on-error}.
	 */
	String bisectOnError() default "";

	/**
	 * How old a record may be, by its arrival, to be handled at all, such as {@code 1h};
	 * older ones are given up. If empty, {@code kinesis.listener.max-record-age}.
	 */
	String maxRecordAge() default "";

	/**
	 * Where records go that are given up: {@code log}, {@code stop} (the shard waits),
	 * the name of a {@link io.kinesisboot.listener.error.RecordRecoverer} bean, or a
	 * destination such as {@code kinesis:dead-orders}. If empty,
	 * {@code kinesis.listener.on-failure}.
	 */
	String onFailure() default "";

	/**
	 * The name of a stream in which records wait to be handled again that have failed
	 * {@link #maxRetries()} times, so that their shard goes on. The listener reads it
	 * too, as the application {@code <applicationName>-retry}, and is called with each
	 * record as it was read at first. Several listeners may share one.
	 * <p>
	 * <b>Order per key is given up</b>: younger records of a key are handled while a
	 * failed one waits. If empty, {@code kinesis.listener.retry-stream}, else there is
	 * none.
	 */
	String retryStream() default "";

	/**
	 * How long a record waits in the retry stream before each attempt, such as
	 * {@code 5m}, 1 ms to 12 hours. If empty,
	 * {@code kinesis.listener.retry-stream-delay}.
	 */
	String retryStreamDelay() default "";

	/**
	 * How often the method is called with a record by way of the retry stream, 1 to
	 * 1,000, before {@link #onFailure()} gets the record. If empty,
	 * {@code kinesis.listener.retry-stream-attempts}.
	 */
	String retryStreamAttempts() default "";

	/**
	 * Where records tell their type, for the methods of a class with
	 * {@link KinesisHandler}: the name of a header, or a JSON pointer into the payload,
	 * which begins with a slash, such as {@code /detail-type} for events of EventBridge.
	 */
	String typedBy() default ListenerMethods.TYPE_HEADER;

	/**
	 * How the records of a shard come: {@code POLLING} (the listener asks for them) or
	 * {@code FAN_OUT} (they are pushed to a registered consumer). If empty,
	 * {@code kinesis.listener.mode}.
	 */
	String mode() default "";

	/**
	 * With {@code FAN_OUT}, the name of the registered consumer, which is registered if
	 * there is none of this name, or the ARN of one that exists. If empty,
	 * {@code kinesis.listener.consumer}, else the application's name.
	 */
	String consumer() default "";

	/**
	 * Which records the method is called with: patterns as those of Lambda's event source
	 * mappings, such as <code>{"data": {"type": ["created"]}}</code>, or expressions such
	 * as {@code payload.amount > 100}. A record has to pass one of them; all others count
	 * as done.
	 */
	String[] filter() default {};

	/**
	 * Whether the effect of a record happens once, however often the record comes, and
	 * what remembers that: {@code memory}, {@code dynamodb}, {@code jdbc},
	 * {@code jdbc-transaction}, {@code redis}, or the name of an
	 * {@link io.kinesisboot.dedup.IdempotencyStore} bean; {@code none} for no memory. If
	 * empty, {@code kinesis.listener.idempotent}.
	 */
	String idempotent() default "";

	/**
	 * By what records are the same: {@code sequence-number}, {@code deduplication-id}
	 * (that of their producer), {@code header:} and a name, or an expression such as
	 * {@code payload.orderId}. If empty, {@code kinesis.listener.idempotency-key}.
	 */
	String idempotencyKey() default "";

	/**
	 * The name of the circuit breaker of Resilience4j that keeps calls back while it is
	 * open, as if the listener was paused; {@code none} for none. If empty,
	 * {@code kinesis.listener.circuit-breaker}.
	 */
	String circuitBreaker() default "";

	/**
	 * The name of the rate limiter of Resilience4j, each permission of which is for one
	 * call; {@code none} for none. If empty, {@code kinesis.listener.rate-limiter}.
	 */
	String rateLimiter() default "";

	/**
	 * The name of the bulkhead of Resilience4j that limits how many calls run at the same
	 * time, over all shards; {@code none} for none. If empty,
	 * {@code kinesis.listener.bulkhead}.
	 */
	String bulkhead() default "";

	/**
	 * The name of the retry of Resilience4j that says when failing calls are repeated, in
	 * place of {@link #maxRetries()}; {@code none} for none. If empty,
	 * {@code kinesis.listener.retry.instance}.
	 */
	String retry() default "";

	/**
	 * The name of the time limiter of Resilience4j: a method that takes longer is
	 * interrupted; {@code none} for none. Not for methods that return a future or a
	 * publisher. If empty, {@code kinesis.listener.time-limiter}.
	 */
	String timeLimiter() default "";

	/**
	 * How long the tumbling windows are whose records a batch method with a
	 * {@link io.kinesisboot.listener.method.TumblingWindow} is called with, such as
	 * {@code 1m}.
	 */
	String tumblingWindow() default "";

}
