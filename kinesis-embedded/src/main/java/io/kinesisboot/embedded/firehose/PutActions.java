package io.kinesisboot.embedded.firehose;

import java.util.List;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * PutRecord and PutRecordBatch. Thread-safe.
 */
final class PutActions {

	private static final int MAX_RECORD_BYTES = 1_024_000;

	private static final int MAX_BATCH_RECORDS = 500;

	private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

	private final DeliveryStreams streams;

	private final Faults faults;

	private final LimitEnforcer limits;

	PutActions(DeliveryStreams streams, Faults faults, LimitEnforcer limits) {
		this.streams = streams;
		this.faults = faults;
		this.limits = limits;
	}

	Answer putRecord(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		byte[] data = parameters.requiredStructure("Record").bytes("Data", MAX_RECORD_BYTES);
		parameters.check();
		DeliveryStream stream = stream(name);
		requireRate(stream);
		String id = put("PutRecord", stream, data);
		if (id == null) {
			throw FirehoseErrors.unavailable();
		}
		return (out) -> out.text("RecordId", id).flag("Encrypted", stream.encrypted());
	}

	Answer putRecordBatch(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		List<byte[]> records = parameters.structures("Records", MAX_BATCH_RECORDS)
			.stream()
			.map((record) -> record.bytes("Data", MAX_RECORD_BYTES))
			.toList();
		parameters.check();
		if (records.stream().mapToLong((data) -> data.length).sum() > MAX_BATCH_BYTES) {
			throw FirehoseErrors.invalidArgument("Records size exceeds 4 MB limit");
		}
		DeliveryStream stream = stream(name);
		requireRate(stream);
		List<Outcome> outcomes = records.stream()
			.map((data) -> new Outcome(put("PutRecordBatch", stream, data)))
			.toList();
		return (out) -> out.number("FailedPutCount", outcomes.stream().filter(Outcome::failed).count())
			.flag("Encrypted", stream.encrypted())
			.objects("RequestResponses", outcomes, (entry, outcome) -> outcome.writeTo(entry));
	}

	private DeliveryStream stream(String name) {
		DeliveryStream stream = this.streams.get(name);
		stream.requireActive();
		if (stream.readsStream()) {
			throw FirehoseErrors
				.invalidArgument("This operation is not permitted on KinesisStreamAsSource delivery stream type.");
		}
		return stream;
	}

	private void requireRate(DeliveryStream stream) {
		if (!this.limits.admitsDelivery(stream.name())) {
			throw FirehoseErrors.unavailable();
		}
	}

	private @Nullable String put(String action, DeliveryStream stream, byte[] data) {
		boolean refused = this.faults.throttlesRecord(action, stream.name())
				|| !this.limits.admitsDelivery(stream.name(), data.length);
		return refused ? null : stream.put(data);
	}

	/**
	 * What became of a record of PutRecordBatch. Immutable.
	 *
	 * @param id its id, or null if it was refused
	 */
	private record Outcome(@Nullable String id) {

		boolean failed() {
			return this.id == null;
		}

		void writeTo(AnswerWriter out) {
			out.text("RecordId", this.id);
			if (failed()) {
				AwsError refusal = FirehoseErrors.unavailable();
				out.text("ErrorCode", refusal.type()).text("ErrorMessage", refusal.getMessage());
			}
		}

	}

}
