package io.kinesisboot.producer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.producer.Lane.Placed;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * What became of the entries of one lane in a call. Confined to one thread.
 */
final class LaneAnswers {

	private final Lane lane;

	private int entries;

	private final List<StreamEntry> again = new ArrayList<>();

	private boolean throttled;

	private final List<Placed> misplaced = new ArrayList<>();

	private final List<Placed> accepted = new ArrayList<>();

	private LaneAnswers(Lane lane) {
		this.lane = lane;
	}

	/**
	 * Begins to sort answers by their lanes.
	 * @param entries what the call carried
	 * @return for each entry that of its lane
	 */
	static List<LaneAnswers> of(List<StreamEntry> entries) {
		Map<Lane, LaneAnswers> lanes = new IdentityHashMap<>();
		List<LaneAnswers> answers = new ArrayList<>(entries.size());
		for (StreamEntry entry : entries) {
			LaneAnswers lane = lanes.computeIfAbsent(entry.lane(), LaneAnswers::new);
			lane.entries++;
			answers.add(lane);
		}
		return answers;
	}

	Lane lane() {
		return this.lane;
	}

	/** Whether an aggregate has landed in another shard. */
	boolean isOutdated() {
		return !this.misplaced.isEmpty();
	}

	void accepted(StreamEntry entry, PutRecordsResultEntry answer) {
		this.accepted.add(new Placed(entry, answer.shardId(), answer.sequenceNumber()));
	}

	void refused(StreamEntry entry, Refusal reason, @Nullable String errorCode, boolean forItsRate) {
		entry.refused(reason, errorCode, forItsRate);
		this.again.add(entry);
		this.throttled |= forItsRate;
	}

	void misplaced(Placed entry) {
		this.misplaced.add(entry);
	}

	void settle(long now) {
		if (!this.lane.settled(this.entries, this.again, this.throttled, this.misplaced, now)) {
			this.again.forEach(StreamEntry::expire);
			this.misplaced.forEach((placed) -> placed.entry().expire());
		}
	}

	void tell(long now) {
		this.accepted.forEach((place) -> place.entry().accept(place.shardId(), place.sequenceNumber(), now));
	}

}
