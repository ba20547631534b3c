package io.kinesisboot.consumer.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.consumer.torture.Observations.Handling;
import io.kinesisboot.consumer.torture.Observations.RecordId;
import io.kinesisboot.consumer.torture.Verdict.Rule;
import io.kinesisboot.consumer.torture.Verdict.Violation;

/**
 * Judges a run by what was seen of it. Confined to one thread.
 * <p>
 * A record that the stream holds twice, since its producer put it again, is one record of
 * {@link Rule#LOST} and {@link Rule#OUT_OF_ORDER} and two of all other rules, which go by
 * the place in the shard.
 */
final class TortureChecker {

	private final Observations observed;

	private final Tenures tenures;

	private final Checkpoints checkpoints;

	/** The handlings that did their work. */
	private final List<Handling> done;

	private final List<Violation> violations = new ArrayList<>();

	private final Map<TenureEnd, Integer> duplicates = new HashMap<>();

	private int repeated;

	private TortureChecker(Observations observed) {
		this.observed = observed;
		this.tenures = new Tenures(observed);
		this.checkpoints = new Checkpoints(observed);
		this.done = observed.handlings().stream().filter(Handling::done).toList();
	}

	static Verdict check(Observations observed) {
		return new TortureChecker(observed).check();
	}

	private Verdict check() {
		Map<RecordId, List<Handling>> byRecord = group(this.done, Handling::id);
		Map<Place, List<Handling>> byPlace = group(this.done, Place::of);
		checkThatNothingIsLost(byRecord.keySet());
		checkOrder(byRecord);
		checkOverlaps();
		byPlace.values().forEach(this::checkDuplicates);
		byPlace.forEach(this::checkCheckpoints);
		return new Verdict(this.violations, new Verdict.Counts(this.observed, this.tenures, this.checkpoints.size(),
				byRecord.size(), byPlace.size(), this.repeated, Map.copyOf(this.duplicates)));
	}

	private static <K> Map<K, List<Handling>> group(List<Handling> handlings, Function<Handling, K> by) {
		return handlings.stream().collect(Collectors.groupingBy(by));
	}

	private void checkThatNothingIsLost(Set<RecordId> handled) {
		Set<RecordId> written = new HashSet<>(this.observed.written());
		written.stream()
			.filter((id) -> !handled.contains(id))
			.forEach((id) -> violated(Rule.LOST, id + " was never handled"));
		handled.stream()
			.filter((id) -> !written.contains(id))
			.forEach((id) -> violated(Rule.UNKNOWN, id + " was handled but never written"));
	}

	/**
	 * No handling of a record begins before the record in front of it, by its key, has
	 * been handled once. Tenures that overlap are no excuse: each of them either handled
	 * that one itself, or began behind it.
	 */
	private void checkOrder(Map<RecordId, List<Handling>> doneById) {
		group(this.observed.handlings(), Handling::id).forEach((id, handlings) -> {
			List<Handling> before = doneById.get(new RecordId(id.key(), id.serial() - 1));
			if (before != null) {
				Handling first = earliest(before, Handling::end);
				Handling next = earliest(handlings, Handling::start);
				if (next.start() < first.end()) {
					violated(Rule.OUT_OF_ORDER, next + " began before " + first + " ended");
				}
			}
		});
	}

	private static Handling earliest(List<Handling> handlings, Function<Handling, Long> time) {
		return handlings.stream().min(Comparator.comparing(time)).orElseThrow();
	}

	/**
	 * Within a tenure a key has one call of the handler at a time, failed ones included.
	 */
	private void checkOverlaps() {
		group(known(this.observed.handlings()), (handling) -> List.of(handling.tenure(), handling.id().key())).values()
			.forEach((handlings) -> {
				List<Handling> sorted = handlings.stream().sorted(Comparator.comparingLong(Handling::start)).toList();
				for (int i = 1; i < sorted.size(); i++) {
					if (sorted.get(i).start() < sorted.get(i - 1).end()) {
						violated(Rule.OVERLAP, sorted.get(i) + " began before " + sorted.get(i - 1) + " ended");
					}
				}
			});
	}

	private static List<Handling> known(List<Handling> handlings) {
		return handlings.stream().filter((handling) -> !handling.tenure().equals(Observations.UNKNOWN_TENURE)).toList();
	}

	/**
	 * A place is handled once in a tenure, and in a later one only if the earlier one
	 * crashed or lost its lease.
	 */
	private void checkDuplicates(List<Handling> ofPlace) {
		List<String> order = ofPlace.stream()
			.map(Handling::tenure)
			.distinct()
			.sorted(this.tenures.byOpening())
			.toList();
		this.repeated += ofPlace.size() - order.size();
		for (List<Handling> same : group(known(ofPlace), Handling::tenure).values()) {
			if (same.size() > 1) {
				violated(Rule.REPEATED, same.get(0) + " was followed by " + same.get(1) + " in its tenure");
			}
		}
		for (String tenure : order.subList(0, order.size() - 1)) {
			TenureEnd end = this.tenures.end(tenure);
			this.duplicates.merge(end, 1, Integer::sum);
			if (!end.explainsDuplicates()) {
				violated(Rule.UNEXPLAINED, ofPlace + ", but " + tenure + " is " + end);
			}
		}
	}

	/**
	 * No checkpoint passes a record before it has been handled. And who gets a lease
	 * handles nothing that a checkpoint had passed by then: no other worker can write one
	 * in between, so that what was seen before is what the worker must have found.
	 */
	private void checkCheckpoints(Place place, List<Handling> handlings) {
		long passed = this.checkpoints.timePassed(place.shardId(), place.position());
		Handling first = earliest(handlings, Handling::end);
		if (passed < first.end()) {
			violated(Rule.CHECKPOINT_AHEAD, first + " ended after the checkpoint had passed it");
		}
		for (Handling handling : known(handlings)) {
			if (passed <= this.tenures.openingTime(handling.tenure())) {
				violated(Rule.BELOW_CHECKPOINT, handling + " was handled by a tenure that began after the checkpoint");
			}
		}
	}

	private void violated(Rule rule, String what) {
		this.violations.add(new Violation(rule, what));
	}

	private record Place(String shardId, Position position) {

		static Place of(Handling handling) {
			return new Place(handling.shardId(), handling.position());
		}

	}

}
