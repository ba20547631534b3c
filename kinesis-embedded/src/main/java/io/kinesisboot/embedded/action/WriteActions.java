package io.kinesisboot.embedded.action;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.HashKey;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.KinesisStream.Placement;
import io.kinesisboot.embedded.stream.NewRecord;
import io.kinesisboot.embedded.stream.SequenceNumber;
import io.kinesisboot.embedded.stream.StreamSettings;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * PutRecord and PutRecords. Thread-safe.
 */
final class WriteActions {

	private static final int MAX_BATCH_RECORDS = 500;

	private static final int MAX_BATCH_BYTES = 10 * 1024 * 1024;

	/** What no stream can be set to exceed. */
	private static final int MAX_DATA_BYTES = 10 * 1024 * 1024;

	private final StreamStore store;

	private final Clock clock;

	private final WriteGate gate;

	WriteActions(StreamStore store, Clock clock, WriteGate gate) {
		this.store = store;
		this.clock = clock;
		this.gate = gate;
	}

	Answer putRecord(RequestBody request) {
		Parameters parameters = new Parameters(request);
		StreamReference reference = parameters.stream();
		String orderedAfter = parameters.sequenceNumber("SequenceNumberForOrdering");
		Submission submission = Submission.read(parameters);
		parameters.check();
		KinesisStream stream = this.store.getForRecords(reference);
		if (orderedAfter != null) {
			requirePast(orderedAfter, stream);
		}
		StreamSettings settings = stream.settings();
		NewRecord record = submission.toRecord(settings.maxRecordBytes());
		AwsError refusal = this.gate.refusal("PutRecord", stream, record);
		if (refusal != null) {
			throw refusal;
		}
		Placement placement = stream.put(record);
		return (out) -> {
			placement.writeTo(out);
			writeEncryption(out, settings);
		};
	}

	private void requirePast(String orderedAfter, KinesisStream stream) {
		// A shard's numbers ascend anyway: only one that nobody can have seen is refused
		SequenceNumber number = SequenceNumber.parse(orderedAfter);
		if (number == null || number.seconds() > this.clock.instant().getEpochSecond()) {
			throw KinesisErrors.invalidArgument(
					"ExclusiveMinimumSequenceNumber %s used in PutRecord on stream %s under account %s is invalid."
						.formatted(orderedAfter, stream.name(), this.store.accountId()));
		}
	}

	Answer putRecords(RequestBody request) {
		Parameters parameters = new Parameters(request);
		StreamReference reference = parameters.stream();
		List<Submission> submissions = parameters.structures("Records", MAX_BATCH_RECORDS)
			.stream()
			.map(Submission::read)
			.toList();
		parameters.check();
		KinesisStream stream = this.store.getForRecords(reference);
		// All of a batch is looked at before any of it is stored
		StreamSettings settings = stream.settings();
		List<Outcome> outcomes = records(submissions, settings.maxRecordBytes()).stream()
			.map((record) -> put(stream, record))
			.toList();
		return (out) -> {
			out.number("FailedRecordCount", outcomes.stream().filter(Outcome::failed).count())
				.objects("Records", outcomes, (entry, outcome) -> outcome.writeTo(entry));
			writeEncryption(out, settings);
		};
	}

	private Outcome put(KinesisStream stream, NewRecord record) {
		AwsError refusal = this.gate.refusal("PutRecords", stream, record);
		return (refusal != null) ? new Outcome(null, refusal) : new Outcome(stream.put(record), null);
	}

	private static void writeEncryption(AnswerWriter out, StreamSettings settings) {
		out.text("EncryptionType", settings.encrypted() ? "KMS" : null);
	}

	private static List<NewRecord> records(List<Submission> submissions, int maxRecordBytes) {
		List<NewRecord> records = new ArrayList<>(submissions.size());
		long bytes = 0;
		for (Submission submission : submissions) {
			records.add(submission.toRecord(maxRecordBytes));
			bytes += submission.bytes();
		}
		if (bytes > MAX_BATCH_BYTES) {
			throw KinesisErrors.invalidArgument("Records size exceeds 10 MB limit");
		}
		return records;
	}

	/**
	 * What became of a record of PutRecords. Immutable.
	 *
	 * @param placement where it was put, or null
	 * @param refusal why it was not, or null
	 */
	private record Outcome(@Nullable Placement placement, @Nullable AwsError refusal) {

		boolean failed() {
			return this.refusal != null;
		}

		void writeTo(AnswerWriter out) {
			if (this.placement != null) {
				this.placement.writeTo(out);
			}
			if (this.refusal != null) {
				out.text("ErrorCode", this.refusal.type()).text("ErrorMessage", this.refusal.getMessage());
			}
		}

	}

	/**
	 * A record as a call submits it. Immutable.
	 *
	 * @param partitionKey the partition key
	 * @param explicitHashKey overrides the hash of the partition key, or null
	 * @param data the payload
	 * @param bytes the size of data and partition key
	 */
	private record Submission(String partitionKey, @Nullable String explicitHashKey, byte[] data, int bytes) {

		static Submission read(Parameters parameters) {
			String partitionKey = parameters.partitionKey();
			String explicitHashKey = parameters.explicitHashKey();
			byte[] data = parameters.bytes("Data", MAX_DATA_BYTES);
			return new Submission(partitionKey, explicitHashKey, data,
					data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length);
		}

		NewRecord toRecord(int maxBytes) {
			if (this.bytes > maxBytes) {
				throw KinesisErrors.invalidArgument(
						"Record size, data and partition key together, is %d bytes and exceeds the limit of %d bytes"
							.formatted(this.bytes, maxBytes));
			}
			return new NewRecord(this.partitionKey, hashKey(), this.data);
		}

		private HashKey hashKey() {
			if (this.explicitHashKey == null) {
				return HashKey.ofPartitionKey(this.partitionKey);
			}
			HashKey hashKey = HashKey.parse(this.explicitHashKey);
			if (hashKey == null) {
				throw KinesisErrors
					.invalidArgument("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
							+ "Specified value was " + this.explicitHashKey);
			}
			return hashKey;
		}

	}

}
