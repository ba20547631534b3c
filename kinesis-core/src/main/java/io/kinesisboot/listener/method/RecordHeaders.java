package io.kinesisboot.listener.method;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

/**
 * The headers of a record, read from it rather than copied: a map of them is only made
 * for somebody who looks at all of them. Without a random id and a timestamp. Immutable.
 */
final class RecordHeaders extends MessageHeaders {

	private static final long serialVersionUID = 1L;

	private static final List<String> NAMES = List.of(KinesisHeaders.STREAM_NAME, KinesisHeaders.SHARD_ID,
			KinesisHeaders.PARTITION_KEY, KinesisHeaders.EXPLICIT_HASH_KEY, KinesisHeaders.SEQUENCE_NUMBER,
			KinesisHeaders.SUB_SEQUENCE_NUMBER, KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP, KinesisHeaders.RAW_RECORD,
			KinesisHeaders.DELIVERY_ATTEMPT);

	private final transient ReceivedRecord record;

	private final int attempt;

	private transient volatile @Nullable Map<String, Object> map;

	RecordHeaders(ReceivedRecord record, int attempt) {
		super(null, ID_VALUE_NONE, -1L);
		this.record = record;
		this.attempt = attempt;
	}

	/**
	 * The headers that all records of a batch have alike.
	 */
	MessageHeaders ofBatch() {
		return new PlainHeaders(Map.of(KinesisHeaders.STREAM_NAME, this.record.stream(), KinesisHeaders.SHARD_ID,
				this.record.shardId(), KinesisHeaders.DELIVERY_ATTEMPT, this.attempt));
	}

	ReceivedRecord record() {
		return this.record;
	}

	@Override
	public @Nullable Object get(Object key) {
		return (key instanceof String name) ? value(name) : null;
	}

	/**
	 * What the service says of a record is not for its sender to change.
	 */
	private @Nullable Object value(String name) {
		return switch (name) {
			case KinesisHeaders.STREAM_NAME -> this.record.stream();
			case KinesisHeaders.SHARD_ID -> this.record.shardId();
			case KinesisHeaders.PARTITION_KEY -> this.record.partitionKey();
			case KinesisHeaders.EXPLICIT_HASH_KEY -> this.record.explicitHashKey();
			case KinesisHeaders.SEQUENCE_NUMBER -> this.record.sequenceNumber();
			case KinesisHeaders.SUB_SEQUENCE_NUMBER -> this.record.subSequenceNumber();
			case KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP -> this.record.approximateArrivalTimestamp();
			case KinesisHeaders.RAW_RECORD -> this.record;
			case KinesisHeaders.DELIVERY_ATTEMPT -> this.attempt;
			default -> this.record.tags().get(name);
		};
	}

	@Override
	public <T> @Nullable T get(Object key, Class<T> type) {
		Object value = get(key);
		if (value != null && !type.isInstance(value)) {
			throw new IllegalArgumentException("Header '%s' must be of type '%s' but was of type '%s'".formatted(key,
					type.getName(), value.getClass().getName()));
		}
		return type.cast(value);
	}

	private Map<String, Object> map() {
		Map<String, Object> map = this.map;
		if (map == null) {
			Map<String, Object> values = new HashMap<>(this.record.tags());
			for (String name : NAMES) {
				Object value = value(name);
				values.compute(name, (key, tag) -> value);
			}
			map = Collections.unmodifiableMap(values);
			this.map = map;
		}
		return map;
	}

	@Override
	protected Map<String, Object> getRawHeaders() {
		return map();
	}

	@Override
	public boolean containsKey(Object key) {
		return get(key) != null;
	}

	@Override
	public boolean containsValue(Object value) {
		return map().containsValue(value);
	}

	@Override
	public Set<Map.Entry<String, Object>> entrySet() {
		return map().entrySet();
	}

	@Override
	public boolean isEmpty() {
		return false;
	}

	@Override
	public Set<String> keySet() {
		return map().keySet();
	}

	@Override
	public int size() {
		return map().size();
	}

	@Override
	public Collection<Object> values() {
		return map().values();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof MessageHeaders && map().equals(other));
	}

	@Override
	public int hashCode() {
		return map().hashCode();
	}

	@Override
	public String toString() {
		return map().toString();
	}

	private Object writeReplace() {
		return new PlainHeaders(map());
	}

	/** Headers that are a map. */
	private static final class PlainHeaders extends MessageHeaders {

		private static final long serialVersionUID = 1L;

		PlainHeaders(Map<String, Object> headers) {
			super(headers, ID_VALUE_NONE, -1L);
		}

	}

}
