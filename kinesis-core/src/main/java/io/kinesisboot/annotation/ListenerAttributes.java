package io.kinesisboot.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.ResilienceOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ProcessingOrder;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.ExceptionClassifier;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.filter.RecordFilter;
import io.kinesisboot.listener.idempotency.IdempotencyKey;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What the attributes of an annotation say, where they say something. Immutable.
 *
 * @param id the listener's id, for messages
 * @param annotation the annotation
 * @param text replaces placeholders and evaluates expressions
 * @param recoverers finds recoverers
 * @param stores finds what remembers records
 */
record ListenerAttributes(String id, KinesisListener annotation, UnaryOperator<String> text,
		Function<String, RecordRecoverer> recoverers,
		Function<String, IdempotencyStore> stores) implements UnaryOperator<ListenerContainerOptions> {

	private static final String DEFAULT_ON_FAILURE = "${kinesis.listener.on-failure:}";

	private static final String NONE = "none";

	private static final Form<String> TEXT = new Form<>("a text", Function.identity());

	private static final Form<Integer> NUMBER = new Form<>("a whole number", Integer::valueOf);

	private static final Form<Duration> DURATION = new Form<>("a duration such as 500ms or PT5S",
			DurationFormatterUtils::detectAndParse);

	private static final Form<Boolean> FLAG = new Form<>("true or false", ListenerAttributes::flag);

	private static final Form<RetrievalMode> MODE = new Form<>("POLLING or FAN_OUT", RetrievalMode::valueOf);

	private static final Form<ProcessingOrder> ORDER = new Form<>("KEY, SHARD or NONE", ProcessingOrder::valueOf);

	@Override
	public ListenerContainerOptions apply(ListenerContainerOptions defaults) {
		ListenerContainerOptions options = defaults;
		options = with(options, "startingPosition", this.annotation.startingPosition(), TEXT,
				(before, position) -> before.withStartingPosition(StartingPosition.of(position)));
		options = with(options, "mode", this.annotation.mode(), MODE, ListenerAttributes::mode);
		options = with(options, "consumer", this.annotation.consumer(), TEXT,
				(before, consumer) -> before.withRetrieval(before.retrieval().withConsumer(consumer)));
		options = with(options, "autoStartup", this.annotation.autoStartup(), FLAG,
				ListenerContainerOptions::withAutoStartup);
		if (this.annotation.filter().length > 0) {
			options = options.withFilter(filter());
		}
		return options.withDispatch(dispatch(options.dispatch()))
			.withErrors(errors(options.errors()))
			.withRetryStream(retryStream(options.retryStream()))
			.withIdempotency(idempotency(options.idempotency()))
			.withResilience(resilience(options.resilience()));
	}

	/**
	 * What the defaults say of a consumer counts with the mode that has one.
	 */
	private static ListenerContainerOptions mode(ListenerContainerOptions defaults, RetrievalMode mode) {
		Retrieval retrieval = defaults.retrieval();
		return (retrieval.mode() == mode) ? defaults : defaults.withRetrieval(new Retrieval(mode, null, false));
	}

	private RecordFilter filter() {
		return valid(
				() -> RecordFilter.parse("filter", Arrays.stream(this.annotation.filter()).map(this.text).toList()));
	}

	/**
	 * Made at once, since what one attribute says may be possible with another one only.
	 */
	private DispatchOptions dispatch(DispatchOptions defaults) {
		ProcessingOrder order = value("ordering", this.annotation.ordering(), ORDER, defaults.order());
		int concurrency = value("concurrency", this.annotation.concurrency(), NUMBER, defaults.concurrency());
		int batchSize = value("batchSize", this.annotation.batchSize(), NUMBER, defaults.batchSize());
		Duration batchWindow = value("batchWindow", this.annotation.batchWindow(), DURATION, defaults.batchWindow());
		Duration tumblingWindow = value("tumblingWindow", this.annotation.tumblingWindow(), DURATION,
				defaults.tumblingWindow());
		return valid(() -> new DispatchOptions(order, concurrency, batchSize, batchWindow, defaults.window(),
				defaults.drainTimeout(), tumblingWindow));
	}

	private RetryStreamOptions retryStream(RetryStreamOptions defaults) {
		RetryStreamOptions options = defaults;
		options = with(options, "retryStream", this.annotation.retryStream(), TEXT, RetryStreamOptions::withStream);
		options = with(options, "retryStreamDelay", this.annotation.retryStreamDelay(), DURATION,
				RetryStreamOptions::withDelay);
		return with(options, "retryStreamAttempts", this.annotation.retryStreamAttempts(), NUMBER,
				RetryStreamOptions::withAttempts);
	}

	private ResilienceOptions resilience(ResilienceOptions defaults) {
		GuardNames guards = defaults.guards();
		guards = with(guards, "circuitBreaker", this.annotation.circuitBreaker(), TEXT,
				(before, text) -> before.withCircuitBreaker(name(text)));
		guards = with(guards, "rateLimiter", this.annotation.rateLimiter(), TEXT,
				(before, text) -> before.withRateLimiter(name(text)));
		guards = with(guards, "bulkhead", this.annotation.bulkhead(), TEXT,
				(before, text) -> before.withBulkhead(name(text)));
		ResilienceOptions options = defaults.withGuards(guards);
		options = with(options, "retry", this.annotation.retry(), TEXT, (before, text) -> before.withRetry(name(text)));
		return with(options, "timeLimiter", this.annotation.timeLimiter(), TEXT,
				(before, text) -> before.withTimeLimiter(name(text)));
	}

	private static @Nullable String name(String text) {
		return NONE.equals(text) ? null : text;
	}

	private IdempotencyOptions idempotency(IdempotencyOptions defaults) {
		IdempotencyOptions options = with(defaults, "idempotent", this.annotation.idempotent(), TEXT,
				(before, store) -> before.withStore(NONE.equals(store) ? null : this.stores.apply(store)));
		return with(options, "idempotencyKey", this.annotation.idempotencyKey(), TEXT, ListenerAttributes::key);
	}

	private static IdempotencyOptions key(IdempotencyOptions options, String key) {
		if (options.store() == null) {
			throw new IllegalArgumentException(
					"'idempotencyKey' needs a store, by 'idempotent' or 'kinesis.listener.idempotent', but was '%s' without one"
						.formatted(key));
		}
		return options.withKey(IdempotencyKey.parse("idempotencyKey", key));
	}

	private ErrorOptions errors(ErrorOptions defaults) {
		ErrorOptions options = defaults;
		options = with(options, "maxRetries", this.annotation.maxRetries(), NUMBER, ErrorOptions::withMaxRetries);
		options = with(options, "bisectOnError", this.annotation.bisectOnError(), FLAG,
				ErrorOptions::withBisectOnError);
		options = with(options, "maxRecordAge", this.annotation.maxRecordAge(), DURATION,
				ErrorOptions::withMaxRecordAge);
		options = with(options, "onFailure", onFailure(), TEXT,
				(before, onFailure) -> before.withRecoverer(this.recoverers.apply(onFailure)));
		return (this.annotation.retryFor().length + this.annotation.noRetryFor().length > 0)
				? options.withRetryable(classifier()) : options;
	}

	/**
	 * The default is looked up here, since dead letters tell the application's name.
	 */
	private String onFailure() {
		return this.annotation.onFailure().isEmpty() ? DEFAULT_ON_FAILURE : this.annotation.onFailure();
	}

	private ExceptionClassifier classifier() {
		List<Class<? extends Throwable>> noRetryFor = new ArrayList<>(ExceptionClassifier.FATAL);
		noRetryFor.addAll(Arrays.asList(this.annotation.noRetryFor()));
		return new ExceptionClassifier(List.of(this.annotation.retryFor()), noRetryFor);
	}

	/**
	 * Sets an attribute that is not empty.
	 */
	private <O, V> O with(O options, String name, String attribute, Form<V> form, BiFunction<O, V, O> set) {
		String text = this.text.apply(attribute).strip();
		if (text.isEmpty()) {
			return options;
		}
		V value = parse(name, text, form);
		return valid(() -> set.apply(options, value));
	}

	private <V> V value(String name, String attribute, Form<V> form, V defaultValue) {
		return with(defaultValue, name, attribute, form, (before, value) -> value);
	}

	private <V> V parse(String name, String text, Form<V> form) {
		try {
			return form.parse().apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(
					"'%s' of listener '%s' must be %s but was '%s'".formatted(name, this.id, form.description(), text));
		}
	}

	private <O> O valid(Supplier<O> options) {
		try {
			return options.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(this.id, ex);
		}
	}

	private static Boolean flag(String text) {
		return switch (text) {
			case "true" -> Boolean.TRUE;
			case "false" -> Boolean.FALSE;
			default -> throw new IllegalArgumentException(text);
		};
	}

	/**
	 * What an attribute must be.
	 *
	 * @param description for messages
	 * @param parse reads it
	 */
	private record Form<V>(String description, Function<String, V> parse) {
	}

}
