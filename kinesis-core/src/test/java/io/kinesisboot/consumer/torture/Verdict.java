package io.kinesisboot.consumer.torture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.kinesisboot.consumer.torture.Observations.Exit;
import io.kinesisboot.consumer.torture.Observations.Handling;

/**
 * What a run proves. Immutable.
 *
 * @param violations what is against the rules
 * @param counts what there was to judge
 */
record Verdict(List<Violation> violations, Counts counts) {

	private static final int SHOWN = 5;

	Verdict {
		violations = List.copyOf(violations);
	}

	long count(Rule rule) {
		return this.violations.stream().filter((violation) -> violation.rule() == rule).count();
	}

	/**
	 * A table of the counts, the number of violations of each rule, and some of them.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.counts.rows().forEach((name, count) -> text.append("%-44s %,12d%n".formatted(name, count)));
		for (Rule rule : Rule.values()) {
			text.append("%-44s %,12d%n".formatted("violations of " + rule, count(rule)));
			this.violations.stream()
				.filter((violation) -> violation.rule() == rule)
				.limit(SHOWN)
				.forEach((violation) -> text.append("    ").append(violation.what()).append('\n'));
		}
		return text.toString();
	}

	/**
	 * What must hold.
	 */
	enum Rule {

		/** Every record that was written is handled. */
		LOST,

		/** Nothing else is handled. */
		UNKNOWN,

		/** The first handlings of a key's records are in the order of the key. */
		OUT_OF_ORDER,

		/** In a tenure, the handlings of a key do not overlap. */
		OVERLAP,

		/** In a tenure, a record is handled once. */
		REPEATED,

		/** A record is handled again only after a crash or a lost lease. */
		UNEXPLAINED,

		/** Whoever gets a lease handles nothing below its checkpoint. */
		BELOW_CHECKPOINT,

		/** No checkpoint passes what is not handled. */
		CHECKPOINT_AHEAD

	}

	/**
	 * Something against a rule.
	 *
	 * @param rule the rule
	 * @param what what was seen
	 */
	record Violation(Rule rule, String what) {

		@Override
		public String toString() {
			return this.rule + ": " + this.what;
		}

	}

	/**
	 * What there was to judge.
	 *
	 * @param observed all that was seen
	 * @param tenures the tenures
	 * @param checkpoints how many checkpoints were seen
	 * @param records how many records were handled
	 * @param places how many places of shards they were handled at
	 * @param repeated how often a place was handled again in the same tenure
	 * @param duplicates how often a place was handled again in another one, by how the
	 * tenure had ended that had handled it before
	 */
	record Counts(Observations observed, Tenures tenures, int checkpoints, int records, int places, int repeated,
			Map<TenureEnd, Integer> duplicates) {

		Map<String, Long> rows() {
			Map<String, Long> rows = new LinkedHashMap<>();
			rows.put("written", (long) this.observed.written().size());
			rows.put("stored twice", (long) (this.places - this.records));
			rows.put("handled", this.observed.handlings().stream().filter(Handling::done).count());
			rows.put("distinct", (long) this.records);
			rows.put("duplicates in a tenure", (long) this.repeated);
			new TreeMap<>(this.duplicates).forEach((end, count) -> rows.put("duplicates after " + end, (long) count));
			rows.put("handler failed", this.observed.handlings().stream().filter((one) -> !one.done()).count());
			rows.put("killed", this.observed.exits().stream().filter(Exit::killed).count());
			rows.put("stopped", this.observed.exits().stream().filter((exit) -> !exit.killed()).count());
			rows.put("checkpoints seen", (long) this.checkpoints);
			rows.put("tenures", (long) this.tenures.size());
			for (TenureEnd end : TenureEnd.values()) {
				rows.put("tenures " + end, this.tenures.count(end));
			}
			return rows;
		}

	}

}
