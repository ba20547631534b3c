package io.kinesisboot.embedded.firehose.delivery;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.firehose.outlet.FunctionFailure;
import io.kinesisboot.embedded.firehose.plan.FunctionPlan;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * One call of the function that transforms records. Immutable.
 *
 * @param origin the delivery stream
 * @param plan the function
 * @param records what it is to transform
 */
record FunctionCall(DeliveryOrigin origin, FunctionPlan plan, List<DeliveryRecord> records) {

	/** Stands for those records of an answer that have the id of another one. */
	private static final RequestBody SEVERAL = RequestBody.of(Map.of());

	private static final String UNREADABLE = "There was an error parsing returned records from the Lambda function. "
			+ "Ensure that the returned records follow the status model required by Amazon Data Firehose.";

	/**
	 * Calls the function once.
	 * @param outlets where it is
	 * @return what it answers about each record, in the order of the records
	 * @throws FunctionFailure if it gives no answer that can be read
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<Verdict> make(FirehoseOutlets outlets) throws FunctionFailure, InterruptedException {
		Map<String, RequestBody> answers = read(
				outlets.invoke(this.plan.arn(), WireFormat.JSON.write(this::writeEvent)));
		return this.records.stream().map((record) -> verdict(answers.get(record.id()))).toList();
	}

	private void writeEvent(AnswerWriter out) {
		out.text("invocationId", UUID.randomUUID().toString())
			.text("deliveryStreamArn", this.origin.arn())
			.text("sourceKinesisStreamArn", this.origin.sourceArn())
			.text("region", this.origin.region())
			.objects("records", this.records, FunctionCall::writeRecord);
	}

	private static void writeRecord(AnswerWriter out, DeliveryRecord record) {
		out.text("recordId", record.id())
			.number("approximateArrivalTimestamp", record.arrival().toEpochMilli())
			.bytes("data", ByteBuffer.wrap(record.data()));
		if (record.position() != null) {
			out.object("kinesisRecordMetadata", record.position()::writeTo);
		}
	}

	private static Map<String, RequestBody> read(byte[] answer) throws FunctionFailure {
		try {
			Map<String, RequestBody> byId = new HashMap<>();
			List<RequestBody> records = WireFormat.JSON.read(answer).objects("records");
			for (RequestBody record : (records != null) ? records : List.<RequestBody>of()) {
				byId.merge(String.valueOf(record.text("recordId")), record, (one, another) -> SEVERAL);
			}
			return byId;
		}
		catch (AwsError ex) {
			throw new FunctionFailure("Lambda.JsonProcessingException", UNREADABLE, ex);
		}
	}

	private static Verdict verdict(@Nullable RequestBody answer) {
		if (answer == null) {
			return Verdict.failed("Lambda.MissingRecordId", "One or more record Ids were not returned. Ensure that the "
					+ "Lambda function returns all received record Ids.");
		}
		if (answer == SEVERAL) {
			return Verdict.failed("Lambda.DuplicatedRecordId", "Multiple records were returned with the same record "
					+ "ID. Ensure that the Lambda function returns unique record IDs for each record.");
		}
		try {
			return verdictOfOne(answer);
		}
		catch (AwsError ex) {
			return Verdict.failed("Lambda.JsonProcessingException", UNREADABLE);
		}
	}

	private static Verdict verdictOfOne(RequestBody answer) {
		byte[] data = answer.bytes("data");
		return switch (String.valueOf(answer.text("result"))) {
			case "Ok" -> (data != null) ? new Verdict(data, partitionKeys(answer), null)
					: Verdict.failed("Lambda.JsonProcessingException", UNREADABLE);
			case "Dropped" -> Verdict.DROPPED;
			case "ProcessingFailed" ->
				Verdict.failed("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record");
			default -> Verdict.failed("Lambda.JsonProcessingException", UNREADABLE);
		};
	}

	private static Map<String, String> partitionKeys(RequestBody answer) {
		RequestBody metadata = answer.object("metadata");
		Map<String, String> keys = (metadata != null) ? metadata.textMap("partitionKeys") : null;
		return (keys != null) ? keys : Map.of();
	}

	/**
	 * What a function answers about a record. Immutable.
	 *
	 * @param data what the record becomes, or null if it is not delivered
	 * @param keys its partition keys
	 * @param error what went wrong with it, or null
	 */
	record Verdict(byte @Nullable [] data, Map<String, String> keys, @Nullable Error error) {

		static final Verdict DROPPED = new Verdict(null, Map.of(), null);

		static Verdict failed(String code, String message) {
			return new Verdict(null, Map.of(), new Error(code, message));
		}

	}

	/**
	 * What went wrong with a record. Immutable.
	 *
	 * @param code what error files call it
	 * @param message what error files say
	 */
	record Error(String code, String message) {

	}

}
