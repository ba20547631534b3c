package io.kinesisboot.template;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.Validator;

/**
 * Sends payloads as a {@link ProducerBinding} says, by a {@link KinesisProducer} which it
 * does not close. Thread-safe.
 *
 * @param <T> the type of the payloads
 * @since 0.1.0
 */
public class DefaultProducerOperations<T> implements ProducerOperations<T> {

	private final List<String> streams;

	private final @Nullable PayloadExpression partitionKey;

	private final @Nullable PayloadExpression explicitHashKey;

	private final @Nullable KeySpread keySpread;

	private final MessageHeaders conversion;

	/** Those that every payload has alike. */
	private final Map<String, String> tags;

	private final Map<String, PayloadExpression> headers = new LinkedHashMap<>();

	private final KinesisProducer producer;

	private final PayloadConverter converter;

	private final @Nullable Validator validator;

	/**
	 * Creates the operations of a named producer.
	 * @param binding where the payloads go
	 * @param producer what sends the records
	 * @param converter what makes bytes of payloads
	 * @param validator what payloads must pass before they are sent, or {@code null}
	 * @throws IllegalArgumentException if an expression of the binding is none, or if it
	 * has headers and the producer does not aggregate
	 */
	public DefaultProducerOperations(ProducerBinding binding, KinesisProducer producer, MessageConverter converter,
			@Nullable Validator validator) {
		this.streams = binding.streams();
		this.partitionKey = expression(binding, "partition-key", binding.partitionKey());
		this.explicitHashKey = expression(binding, "explicit-hash-key", binding.explicitHashKey());
		this.keySpread = (binding.keySpread() > 1) ? new KeySpread(binding.keySpread()) : null;
		MimeType contentType = binding.contentType();
		boolean aggregates = producer.options().aggregation().enabled();
		this.conversion = PayloadConverter.headers(contentType);
		this.tags = (contentType != null && aggregates) ? Map.of(MessageHeaders.CONTENT_TYPE, contentType.toString())
				: Map.of();
		binding.headers()
			.forEach((name, text) -> this.headers.put(name,
					new PayloadExpression(binding.setting("headers." + name), text)));
		Assert.isTrue(this.headers.isEmpty() || aggregates,
				() -> "'%s' must be empty without 'aggregation.enabled', whose aggregates carry them, but was %s"
					.formatted(binding.setting("headers"), binding.headers()));
		this.producer = producer;
		this.converter = new PayloadConverter(converter);
		this.validator = validator;
	}

	private static @Nullable PayloadExpression expression(ProducerBinding binding, String setting,
			@Nullable String text) {
		return (text != null) ? new PayloadExpression(binding.setting(setting), text) : null;
	}

	@Override
	public SendResult send(T payload) {
		return send(payload, Map.of());
	}

	@Override
	public SendResult send(T payload, Map<String, ?> headers) {
		return Answers.await(streams(), sendAsync(payload, headers));
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(T payload) {
		return sendAsync(payload, Map.of());
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(T payload, Map<String, ?> headers) {
		return this.producer.send(toRecord(payload, headers));
	}

	@Override
	public BatchResult sendAll(Collection<? extends T> payloads) {
		return Answers.await(streams(),
				this.producer.sendAll(payloads.stream().map((payload) -> toRecord(payload, Map.of())).toList()));
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.producer.flush();
	}

	private UserRecord toRecord(Object payload, Map<String, ?> headers) {
		validate(payload);
		String key = (this.partitionKey != null) ? this.partitionKey.of(payload) : UUID.randomUUID().toString();
		String stream = streamOf(key);
		ByteBuffer data = this.converter.toBytes(stream, payload, this.conversion);
		return new UserRecord(stream, key, explicitHashKey(key, payload), data, tags(payload, headers));
	}

	private Map<String, String> tags(Object payload, Map<String, ?> given) {
		if (this.headers.isEmpty() && given.isEmpty()) {
			return this.tags;
		}
		Map<String, String> tags = new HashMap<>(this.tags);
		this.headers.forEach((name, expression) -> expression.findIn(payload)
			.ifPresent((value) -> tags.put(name, HeaderTags.text(name, value))));
		tags.putAll(HeaderTags.of(given));
		return tags;
	}

	private @Nullable String explicitHashKey(String key, Object payload) {
		if (this.keySpread != null) {
			return this.keySpread.explicitHashKey(key);
		}
		return (this.explicitHashKey != null) ? this.explicitHashKey.of(payload) : null;
	}

	/**
	 * Chooses the stream by the key alone, alike in every JVM.
	 */
	private String streamOf(String key) {
		return this.streams.get(Math.floorMod(key.hashCode(), this.streams.size()));
	}

	private void validate(Object payload) {
		if (this.validator == null || !this.validator.supports(payload.getClass())) {
			return;
		}
		Errors errors = new BeanPropertyBindingResult(payload, "payload");
		this.validator.validate(payload, errors);
		if (errors.hasErrors()) {
			throw new InvalidPayloadException(streams(), payload.getClass(),
					errors.getAllErrors().stream().map(DefaultProducerOperations::text).toList());
		}
	}

	private static String text(ObjectError error) {
		if (error instanceof FieldError field) {
			return "'%s' %s but was '%s'".formatted(field.getField(), field.getDefaultMessage(),
					field.getRejectedValue());
		}
		return String.valueOf(error.getDefaultMessage());
	}

	private String streams() {
		return String.join(", ", this.streams);
	}

}
