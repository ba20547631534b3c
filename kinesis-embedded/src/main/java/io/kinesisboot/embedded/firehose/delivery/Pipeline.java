package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The stages that a record goes through, from its arrival to its delivery. Confined to
 * the delivery stream's thread.
 *
 * @param entry where records come in
 * @param stages where they wait, each before those to which they go from it
 */
record Pipeline(RecordSink entry, List<Stage> stages) {

	/**
	 * Lets go on what is due.
	 * @param now the time, {@link Instant#MAX} for all there is
	 * @throws InterruptedException if the thread is interrupted
	 */
	void flush(Instant now) throws InterruptedException {
		for (Stage stage : this.stages) {
			stage.flush(now);
		}
	}

	/**
	 * When something is due next.
	 * @return that time, {@link Instant#MAX} if nothing is there
	 */
	Instant due() {
		return this.stages.stream().map(Stage::due).min(Comparator.naturalOrder()).orElse(Instant.MAX);
	}

	/**
	 * How many records are on their way.
	 * @return their number, copies for a backup included
	 */
	int size() {
		return this.stages.stream().mapToInt(Stage::size).sum();
	}

	void discard() {
		this.stages.forEach(Stage::discard);
	}

}
