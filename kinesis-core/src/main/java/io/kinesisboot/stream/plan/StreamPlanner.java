package io.kinesisboot.stream.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Compares how a stream is with how it shall be. Immutable.
 *
 * @param spec how it shall be
 */
record StreamPlanner(StreamSpec spec) {

	private static final String ALIAS = "alias/";

	/**
	 * The first step for a stream that does not exist.
	 */
	StreamStep.Create creation() {
		CapacityMode mode = Objects.requireNonNullElse(this.spec.mode(), CapacityMode.PROVISIONED);
		Integer shards = Objects.requireNonNullElse(this.spec.shards(), 1);
		return new StreamStep.Create(this.spec.name(), mode, (mode == CapacityMode.PROVISIONED) ? shards : null,
				maxRecordKibibytes(), this.spec.sortedTags());
	}

	private @Nullable Integer maxRecordKibibytes() {
		Long bytes = this.spec.maxRecordBytes();
		return (bytes != null) ? (int) (bytes / StreamSpec.KIB) : null;
	}

	/**
	 * What is to be done, in this order, each of it when the one before is done.
	 */
	List<StreamStep> steps(StreamState state) {
		return Stream
			.of(mode(state), shards(state), recordSize(state), retention(state), encryption(state), tags(state),
					consumers(state))
			.flatMap((steps) -> steps)
			.toList();
	}

	private Stream<StreamStep> mode(StreamState state) {
		CapacityMode mode = this.spec.mode();
		return (mode != null && mode != state.mode()) ? Stream.of(new StreamStep.SwitchMode(state.mode(), mode))
				: Stream.empty();
	}

	/**
	 * One step for each call of UpdateShardCount, which doubles or halves at most.
	 */
	private Stream<StreamStep> shards(StreamState state) {
		Integer wanted = this.spec.shards();
		CapacityMode mode = Objects.requireNonNullElse(this.spec.mode(), state.mode());
		List<StreamStep> steps = new ArrayList<>();
		if (wanted != null && mode == CapacityMode.PROVISIONED && !this.spec.resharded()) {
			int shards = state.shards();
			while (shards != wanted) {
				int next = Math.max((shards + 1) / 2, Math.min(2 * shards, wanted));
				steps.add(new StreamStep.Scale(shards, next));
				shards = next;
			}
		}
		return steps.stream();
	}

	private Stream<StreamStep> recordSize(StreamState state) {
		Integer wanted = maxRecordKibibytes();
		return (wanted != null && wanted != state.maxRecordKibibytes())
				? Stream.of(new StreamStep.ResizeRecords(state.maxRecordKibibytes(), wanted)) : Stream.empty();
	}

	private Stream<StreamStep> retention(StreamState state) {
		if (this.spec.retention() == null) {
			return Stream.empty();
		}
		int wanted = (int) this.spec.retention().toHours();
		return (wanted != state.retentionHours()) ? Stream.of(new StreamStep.Retain(state.retentionHours(), wanted))
				: Stream.empty();
	}

	private Stream<StreamStep> encryption(StreamState state) {
		String wanted = this.spec.encryption();
		String key = state.key();
		if (wanted == null) {
			return Stream.empty();
		}
		if (wanted.equals(StreamSpec.UNENCRYPTED)) {
			return (key != null) ? Stream.of(new StreamStep.Decrypt(key)) : Stream.empty();
		}
		return (key == null || !id(key).equals(id(wanted))) ? Stream.of(new StreamStep.Encrypt(key, wanted))
				: Stream.empty();
	}

	/** The service may answer with the ARN of what was named without it. */
	private static String id(String key) {
		int alias = key.indexOf(ALIAS);
		return key.substring((alias >= 0) ? alias : key.lastIndexOf('/') + 1);
	}

	private Stream<StreamStep> tags(StreamState state) {
		Map<String, String> missing = new TreeMap<>(this.spec.tags());
		missing.entrySet().removeAll(state.tags().entrySet());
		return missing.isEmpty() ? Stream.empty() : Stream.of(new StreamStep.Tag(missing));
	}

	private Stream<StreamStep> consumers(StreamState state) {
		return this.spec.consumers()
			.stream()
			.filter((consumer) -> !state.consumers().contains(consumer))
			.map(StreamStep.Register::new);
	}

}
