package io.kinesisboot.observation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Observes each call of a listener until it has ended, which may be after its method has
 * returned. Thread-safe.
 *
 * @param listener the listener
 * @param applicationName the name under which its checkpoints are kept
 * @param observer what observes it
 */
record ObservedRecordListener(RecordListener listener, String applicationName,
		ListenerObservations observer) implements RecordListener {

	@Override
	public String id() {
		return this.listener.id();
	}

	@Override
	public boolean isBatch() {
		return this.listener.isBatch();
	}

	@Override
	public boolean takesWindow() {
		return this.listener.takesWindow();
	}

	@Override
	public boolean endsLater() {
		return this.listener.endsLater();
	}

	@Override
	public ReceivedRecord original(ReceivedRecord record) {
		return this.listener.original(record);
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		Object element = this.listener.prepare(record, attempt);
		return (element != null) ? new Prepared(record, element) : null;
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		List<ReceivedRecord> records = new ArrayList<>(prepared.size());
		List<Object> elements = new ArrayList<>(prepared.size());
		for (Object each : prepared) {
			records.add(((Prepared) each).record());
			elements.add(((Prepared) each).element());
		}
		Observation observation = this.observer.start(context(Collections.unmodifiableList(records), call));
		CompletionStage<CallOutcome> end;
		try {
			end = callInScope(observation, elements, call);
		}
		catch (Throwable ex) {
			stop(observation, ex);
			throw ex;
		}
		if (end != null) {
			return end.whenComplete((outcome, failure) -> stop(observation, cause(outcome, failure)));
		}
		observation.stop();
		return null;
	}

	private KinesisListenerContext context(List<ReceivedRecord> records, ListenerCall call) {
		if (!records.isEmpty()) {
			return context(records.get(0).stream(), records.get(0).shardId(), records);
		}
		AssignedShard shard = Objects.requireNonNull(call.window(), "Only the end of a window has no records").shard();
		return context(shard.stream(), shard.shardId(), records);
	}

	private KinesisListenerContext context(String stream, String shardId, List<ReceivedRecord> records) {
		return new KinesisListenerContext(id(), this.applicationName, stream, shardId, isBatch(), records);
	}

	private @Nullable CompletionStage<CallOutcome> callInScope(Observation observation, List<Object> elements,
			ListenerCall call) throws Exception {
		Observation.Scope scope = observation.openScope();
		try {
			return this.listener.call(elements, call);
		}
		finally {
			scope.close();
		}
	}

	private static @Nullable Throwable cause(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
		if (outcome instanceof CallOutcome.Failed failed) {
			return failed.cause();
		}
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	private record Prepared(ReceivedRecord record, Object element) {
	}

}
