package io.kinesisboot.template;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConverter;
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

	private final KinesisProducer producer;

	private final PayloadConverter converter;

	private final @Nullable Validator validator;

	/**
	 * Creates the operations of a named producer.
	 * @param binding where the payloads go
	 * @param producer what sends the records
	 * @param converter what makes bytes of payloads
	 * @param validator what payloads must pass before they are sent, or {@code null}
	 * @throws IllegalArgumentException if an expression of the binding is none
	 */
	public DefaultProducerOperations(ProducerBinding binding, KinesisProducer producer, MessageConverter converter,
			@Nullable Validator validator) {
		this.streams = binding.streams();
		this.partitionKey = expression(binding, "partition-key", binding.partitionKey());
		this.explicitHashKey = expression(binding, "explicit-hash-key", binding.explicitHashKey());
		this.keySpread = (binding.keySpread() > 1) ? new KeySpread(binding.keySpread()) : null;
		this.producer = producer;
		this.converter = new PayloadConverter(converter);
		this.validator = validator;
	}

	private static @Nullable PayloadExpression expression(ProducerBinding binding, String setting,
			@Nullable String text) {
		return (text != null)
				? new PayloadExpression("kinesis.producers.%s.%s".formatted(binding.name(), setting), text) : null;
	}

	@Override
	public SendResult send(T payload) {
		return Answers.await(streams(), sendAsync(payload));
	}

	@Override
	public CompletableFuture<SendResult> sendAsync(T payload) {
		return this.producer.send(toRecord(payload));
	}

	@Override
	public BatchResult sendAll(Collection<? extends T> payloads) {
		return Answers.await(streams(), this.producer.sendAll(payloads.stream().map(this::toRecord).toList()));
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.producer.flush();
	}

	private UserRecord toRecord(Object payload) {
		validate(payload);
		String key = (this.partitionKey != null) ? this.partitionKey.of(payload) : UUID.randomUUID().toString();
		String stream = streamOf(key);
		return new UserRecord(stream, key, explicitHashKey(key, payload), this.converter.toBytes(stream, payload));
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
