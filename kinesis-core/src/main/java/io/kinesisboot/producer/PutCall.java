package io.kinesisboot.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.producer.Lane.Placed;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * One call of PutRecords: filled and sent by the dispatcher, settled by the thread on
 * which the client answers.
 */
final class PutCall {

	private static final String THROTTLED = "ProvisionedThroughputExceededException";

	private final StreamLanes stream;

	private final ProducerOptions options;

	private final boolean open;

	private final List<StreamEntry> entries = new ArrayList<>();

	private int bytes;

	private volatile boolean gone;

	/**
	 * Begins an empty call.
	 * @param stream what it is for
	 * @param options bound it
	 * @param open whether it takes entries at all
	 */
	PutCall(StreamLanes stream, ProducerOptions options, boolean open) {
		this.stream = stream;
		this.options = options;
		this.open = open;
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/** Whether it takes no more entries. */
	boolean isGone() {
		return this.gone;
	}

	boolean hasRoomFor(StreamEntry entry) {
		return this.open && this.entries.size() < this.options.maxBatchRecords()
				&& this.bytes + entry.sizeInBytes() <= this.options.maxBatchBytes();
	}

	void add(StreamEntry entry) {
		this.entries.add(entry);
		this.bytes += entry.sizeInBytes();
	}

	/**
	 * Sends what it carries.
	 * @param client the client
	 * @param aggregators where used ones go
	 * @param timeout how long the call may take
	 * @return a future of the answer
	 */
	CompletableFuture<PutRecordsResponse> send(KinesisAsyncClient client, Aggregators aggregators, Duration timeout) {
		this.gone = true;
		try {
			List<PutRecordsRequestEntry> requests = new ArrayList<>(this.entries.size());
			for (StreamEntry entry : this.entries) {
				requests.add(entry.request(aggregators));
			}
			return client.putRecords(PutRecordsRequest.builder()
				.streamName(this.stream.name())
				.records(requests)
				.overrideConfiguration((override) -> override.apiCallTimeout(timeout))
				.build());
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Settles the entries by the answer. Lanes go on before the senders are told.
	 * @param answers one answer an entry
	 * @param now the time
	 */
	void answered(List<PutRecordsResultEntry> answers, long now) {
		List<LaneAnswers> lanes = LaneAnswers.of(this.entries);
		for (int i = 0; i < this.entries.size(); i++) {
			StreamEntry entry = this.entries.get(i);
			PutRecordsResultEntry answer = answers.get(i);
			LaneAnswers lane = lanes.get(i);
			String errorCode = answer.errorCode();
			if (errorCode != null) {
				lane.refused(entry, ServiceErrors.ofEntry(answer), errorCode, errorCode.equals(THROTTLED));
			}
			else if (answer.shardId().equals(entry.lane().shardId())) {
				lane.accepted(entry, answer);
			}
			else {
				this.stream.outdated(entry.lane(), now);
				if (entry.isPlain()) {
					lane.accepted(entry, answer);
				}
				else {
					lane.misplaced(new Placed(entry, answer.shardId(), answer.sequenceNumber()));
				}
			}
		}
		Set<LaneAnswers> once = Set.copyOf(lanes);
		once.forEach((lane) -> lane.settle(now));
		// Shards may have been adopted since that do not know of it
		once.stream().filter(LaneAnswers::isOutdated).forEach((lane) -> this.stream.outdated(lane.lane(), now));
		once.forEach((lane) -> lane.tell(now));
	}

	/**
	 * The call had no answer, or was refused as a whole, and is made again.
	 * @param refusal why
	 * @param errorCode the code of AWS, if there was one
	 * @param throttled whether it was for the shards' rates
	 * @param now the time
	 */
	void lost(Refusal refusal, @Nullable String errorCode, boolean throttled, long now) {
		List<LaneAnswers> lanes = LaneAnswers.of(this.entries);
		for (int i = 0; i < this.entries.size(); i++) {
			lanes.get(i).refused(this.entries.get(i), refusal, errorCode, throttled);
		}
		Set.copyOf(lanes).forEach((lane) -> lane.settle(now));
	}

	/**
	 * The call has failed for good.
	 * @param refusal why
	 * @param now the time
	 */
	void failed(Refusal refusal, long now) {
		Set.copyOf(LaneAnswers.of(this.entries)).forEach((lane) -> lane.settle(now));
		fail(refusal);
	}

	/** Fails what it carries, whatever the answer will be. */
	void fail(Refusal refusal) {
		this.entries.forEach((entry) -> entry.fail(refusal));
	}

	/** When the first of its records is not to be sent any more. */
	long firstDeadline() {
		return this.entries.stream()
			.mapToLong(StreamEntry::firstDeadline)
			.reduce((a, b) -> (a - b < 0) ? a : b)
			.orElseThrow();
	}

	/** When none of its records is to be sent any more. */
	long deadline() {
		return this.entries.stream()
			.mapToLong(StreamEntry::deadline)
			.reduce((a, b) -> (a - b > 0) ? a : b)
			.orElseThrow();
	}

	int size() {
		return this.entries.size();
	}

}
