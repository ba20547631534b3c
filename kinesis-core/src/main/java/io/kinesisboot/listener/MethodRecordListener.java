package io.kinesisboot.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.GenericMessage;

/**
 * Calls a method of a bean. Thread-safe if the method is.
 */
final class MethodRecordListener implements RecordListener {

	private final String id;

	private final ListenerSignature signature;

	private final InvocableHandlerMethod method;

	private final SmartMessageConverter converter;

	MethodRecordListener(String id, ListenerSignature signature, InvocableHandlerMethod method,
			SmartMessageConverter converter) {
		this.id = id;
		this.signature = signature;
		this.method = method;
		this.converter = converter;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public boolean isBatch() {
		return this.signature.batch();
	}

	@Override
	public Message<?> prepare(ReceivedRecord record, int attempt) {
		Message<byte[]> message = new GenericMessage<>(record.bytes(), headers(record, attempt));
		Class<?> type = this.signature.payloadType();
		if (type == byte[].class) {
			return message;
		}
		Object payload = this.converter.fromMessage(message, type, this.signature.hint());
		if (payload == null) {
			throw new MessageConversionException(message,
					"No converter makes a " + type.getTypeName() + " of the payload of " + record);
		}
		return new GenericMessage<>(payload, message.getHeaders());
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, IntConsumer acknowledged) throws Exception {
		this.method.invoke(isBatch() ? batch(prepared) : (Message<?>) prepared.get(0));
		return null;
	}

	private Message<?> batch(List<?> prepared) {
		List<Message<?>> messages = new ArrayList<>(prepared.size());
		prepared.forEach((message) -> messages.add((Message<?>) message));
		List<?> elements = switch (this.signature.element()) {
			case PAYLOAD -> messages.stream().map(Message::getPayload).toList();
			case MESSAGE -> messages;
			case RECORD -> messages.stream().map(MethodRecordListener::record).toList();
		};
		Map<String, Object> headers = new HashMap<>();
		MessageHeaders first = messages.get(0).getHeaders();
		List.of(KinesisHeaders.STREAM_NAME, KinesisHeaders.SHARD_ID, KinesisHeaders.DELIVERY_ATTEMPT)
			.forEach((name) -> headers.put(name, first.get(name)));
		return new GenericMessage<>(elements, new RecordHeaders(headers));
	}

	private static @Nullable Object record(Message<?> message) {
		return message.getHeaders().get(KinesisHeaders.RAW_RECORD);
	}

	private static MessageHeaders headers(ReceivedRecord record, int attempt) {
		// First: what the service says of a record is not for its sender to change
		Map<String, Object> headers = new HashMap<>(record.tags());
		headers.put(KinesisHeaders.STREAM_NAME, record.stream());
		headers.put(KinesisHeaders.SHARD_ID, record.shardId());
		headers.put(KinesisHeaders.PARTITION_KEY, record.partitionKey());
		if (record.explicitHashKey() != null) {
			headers.put(KinesisHeaders.EXPLICIT_HASH_KEY, record.explicitHashKey());
		}
		headers.put(KinesisHeaders.SEQUENCE_NUMBER, record.sequenceNumber());
		headers.put(KinesisHeaders.SUB_SEQUENCE_NUMBER, record.subSequenceNumber());
		headers.put(KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP, record.approximateArrivalTimestamp());
		headers.put(KinesisHeaders.RAW_RECORD, record);
		headers.put(KinesisHeaders.DELIVERY_ATTEMPT, attempt);
		return new RecordHeaders(headers);
	}

	/**
	 * Headers without the random id and the timestamp, which cost more than all the rest.
	 */
	private static final class RecordHeaders extends MessageHeaders {

		RecordHeaders(Map<String, Object> headers) {
			super(headers, ID_VALUE_NONE, -1L);
		}

	}

}
