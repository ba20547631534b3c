package io.kinesisboot.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.limit.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/**
 * PutRecord and PutRecordBatch through the SDK's client: their limits, and what is
 * refused.
 */
class FirehosePutIntegrationTests {

	private static final int MAX_RECORD = 1_024_000;

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	private FirehoseAsyncClient firehose;

	@BeforeEach
	void start() {
		start(Limits.off());
	}

	private void start(Limits limits) {
		this.testbed = new FirehoseTestbed(this.directory,
				(endpoint) -> endpoint.limits(limits).faultSeed(42).stream("clicks", 1));
		this.firehose = this.testbed.client();
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(128).intervalInSeconds(60)));
	}

	@AfterEach
	void close() {
		this.testbed.close();
	}

	private PutRecordBatchResponse putOfSize(int records, int bytes) {
		Record record = Record.builder().data(SdkBytes.fromByteArray(new byte[bytes])).build();
		return this.firehose
			.putRecordBatch(
					(request) -> request.deliveryStreamName("orders").records(Collections.nCopies(records, record)))
			.join();
	}

	@Test
	void recordsAreTakenWithAnIdOfTheirOwn() {
		PutRecordBatchResponse response = this.testbed.put("orders", "a", "b");
		assertThat(response.failedPutCount()).isZero();
		assertThat(response.requestResponses()).extracting(PutRecordBatchResponseEntry::recordId)
			.doesNotContainNull()
			.doesNotHaveDuplicates();
		assertThat(this.firehose
			.putRecord((request) -> request.deliveryStreamName("orders")
				.record((record) -> record.data(SdkBytes.fromUtf8String("c"))))
			.join()
			.recordId()).isNotBlank();
		assertThat(this.testbed.objectsAfter(Duration.ofSeconds(60), 1).values()).containsExactly("abc");
	}

	@Test
	void recordMayHave1000KiB() {
		assertThat(putOfSize(1, MAX_RECORD).failedPutCount()).isZero();
		assertThatThrownBy(() -> putOfSize(1, MAX_RECORD + 1)).cause()
			.isInstanceOf(FirehoseException.class)
			.hasMessageContaining("at 'records.1.member.data' failed to satisfy constraint: "
					+ "Member must have length less than or equal to 1024000");
	}

	@Test
	void batchMayHave500RecordsAnd4MiB() {
		assertThat(putOfSize(500, 1).failedPutCount()).isZero();
		assertThat(putOfSize(4, 1024 * 1024 - 32_768).failedPutCount()).isZero();
		assertThatThrownBy(() -> putOfSize(501, 1)).hasCauseInstanceOf(FirehoseException.class);
		SdkClients.assertRefusal(
				this.firehose.putRecordBatch((request) -> request.deliveryStreamName("orders")
					.records(Collections.nCopies(5,
							Record.builder().data(SdkBytes.fromByteArray(new byte[900_000])).build()))),
				InvalidArgumentException.class, "Records size exceeds 4 MB limit");
	}

	@Test
	void faultRefusesSomeRecordsOfABatchAndTheOthersAreDelivered() {
		this.testbed.endpoint()
			.faults()
			.add(Fault.throttleRecords().action("PutRecordBatch").stream("orders").times(2).build());
		PutRecordBatchResponse response = this.testbed.put("orders", "a", "b", "c");
		assertThat(response.failedPutCount()).isEqualTo(2);
		List<PutRecordBatchResponseEntry> entries = response.requestResponses();
		assertThat(entries).extracting(PutRecordBatchResponseEntry::errorCode)
			.containsExactly("ServiceUnavailableException", "ServiceUnavailableException", null);
		assertThat(entries.get(0).errorMessage()).isEqualTo("Slow down.");
		assertThat(entries.get(2).recordId()).isNotBlank();
		assertThat(this.testbed.objectsAfter(Duration.ofSeconds(60), 1).values()).containsExactly("c");
	}

	@Test
	void faultRefusesACall() {
		this.testbed.endpoint()
			.faults()
			.add(Fault.failCalls("ServiceUnavailableException").action("PutRecordBatch").times(1).build());
		assertThatThrownBy(() -> this.testbed.put("orders", "a")).hasCauseInstanceOf(ServiceUnavailableException.class);
		this.testbed.put("orders", "b");
		assertThat(this.testbed.endpoint().calls().of("PutRecordBatch"))
			.extracting(ObservedCall::stream, (call) -> call.refusal() != null)
			.containsExactly(tuple("orders", true), tuple("orders", false));
	}

	@Test
	void recordsBeyond5MiBASecondAreRefusedWithLimits() {
		close();
		start(Limits.enforced());
		Map<Boolean, Long> taken = IntStream.range(0, 2)
			.mapToObj((number) -> putOfSize(4, 1_000_000))
			.flatMap((response) -> response.requestResponses().stream())
			.collect(Collectors.partitioningBy((entry) -> entry.recordId() != null, Collectors.counting()));
		assertThat(taken).containsEntry(true, 5L).containsEntry(false, 3L);
		this.testbed.clock().advance(Duration.ofSeconds(1));
		assertThat(putOfSize(4, 1_000_000).failedPutCount()).isZero();
	}

	@Test
	void recordsThatFindNoMemoryAreRefusedAndThoseTakenAreDelivered() {
		close();
		this.testbed = new FirehoseTestbed(this.directory, (endpoint) -> endpoint.maxMemory(16 * 1024 * 1024));
		this.firehose = this.testbed.client();
		this.testbed.endpoint().firehose().buckets((bucket, key, content) -> {
			throw new IOException("The bucket is closed");
		});
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(128).intervalInSeconds(60)));
		int taken = 0;
		PutRecordBatchResponse response = putOfSize(4, 1_000_000);
		while (response.failedPutCount() == 0 && taken < 100) {
			taken += 4;
			response = putOfSize(4, 1_000_000);
		}
		taken += 4 - response.failedPutCount();
		assertThat(taken).isBetween(4, 12);
		assertThat(response.requestResponses()).extracting(PutRecordBatchResponseEntry::errorCode)
			.contains("ServiceUnavailableException");
		this.testbed.endpoint().firehose().bucketsIn(this.directory);
		long expected = taken * 1_000_000L;
		this.testbed.advanceUntil(Duration.ofMinutes(3),
				() -> this.testbed.objectBytes()
					.values()
					.stream()
					.mapToLong((content) -> content.length)
					.sum() == expected);
	}

	@Test
	void deliveryStreamThatReadsAStreamTakesNoPuts() {
		this.firehose
			.createDeliveryStream(
					(request) -> request.deliveryStreamName("from-clicks")
						.deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
						.kinesisStreamSourceConfiguration((source) -> source
							.kinesisStreamARN("arn:aws:kinesis:us-east-1:000000000000:stream/clicks")
							.roleARN(FirehoseTestbed.ROLE))
						.extendedS3DestinationConfiguration((s3) -> FirehoseTestbed.lake(s3)))
			.join();
		assertThatThrownBy(() -> this.testbed.put("from-clicks", "a")).cause()
			.isInstanceOf(InvalidArgumentException.class)
			.hasMessageContaining("not permitted on KinesisStreamAsSource");
	}

}
