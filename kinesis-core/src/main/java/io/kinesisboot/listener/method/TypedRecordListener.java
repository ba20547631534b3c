package io.kinesisboot.listener.method;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * Calls one of several listeners, by the type that a record says it is of. Thread-safe.
 *
 * @param id the listener's id
 * @param typeOf tells the type of a record, or null
 * @param byType the listeners by type
 * @param other the listener for records of another type or of none; null if such records
 * fail
 */
record TypedRecordListener(String id, Function<ReceivedRecord, @Nullable String> typeOf,
		Map<String, RecordListener> byType, @Nullable RecordListener other) implements RecordListener {

	@Override
	public boolean isBatch() {
		return false;
	}

	@Override
	public boolean endsLater() {
		return Stream.concat(this.byType.values().stream(), Stream.ofNullable(this.other))
			.anyMatch(RecordListener::endsLater);
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		String type = this.typeOf.apply(record);
		RecordListener listener = (type != null) ? this.byType.getOrDefault(type, this.other) : this.other;
		if (listener == null) {
			throw new KinesisBootException(
					"Listener '%s' has no handler for the type %s of %s, but for %s, and no default".formatted(this.id,
							(type != null) ? "'" + type + "'" : null, record, this.byType.keySet()));
		}
		Object element = listener.prepare(record, attempt);
		return (element != null) ? new Prepared(listener, element) : null;
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		Prepared only = (Prepared) prepared.get(0);
		return only.listener().call(List.of(only.element()), call);
	}

	private record Prepared(RecordListener listener, Object element) {
	}

}
