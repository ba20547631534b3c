package io.kinesisboot.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import com.google.protobuf.ByteString;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.KinesisStreamSourceDescription;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.retrieval.kpl.Messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Delivery streams that read Kinesis streams.
 */
class FirehoseStreamSourceIntegrationTests {

	private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/clicks";

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	private KinesisAsyncClient kinesis;

	@BeforeEach
	void start() {
		this.testbed = new FirehoseTestbed(this.directory, (endpoint) -> endpoint.stream("clicks", 1));
		this.kinesis = SdkClients.kinesis(this.testbed.endpoint(), Protocol.HTTP1_1);
	}

	@AfterEach
	void close() {
		this.kinesis.close();
		this.testbed.close();
	}

	private void create(String stream) {
		this.testbed.client()
			.createDeliveryStream((request) -> request.deliveryStreamName("delivery")
				.deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
				.kinesisStreamSourceConfiguration(
						(source) -> source.kinesisStreamARN(stream).roleARN(FirehoseTestbed.ROLE))
				.extendedS3DestinationConfiguration(FirehoseStreamSourceIntegrationTests::lines))
			.join();
	}

	private static void lines(ExtendedS3DestinationConfiguration.Builder s3) {
		FirehoseTestbed.lake(s3)
			.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))
			.processingConfiguration((processing) -> processing.enabled(true)
				.processors(FirehoseTestbed.processor("AppendDelimiterToRecord"), FirehoseTestbed.processor("Lambda",
						"LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:same")));
	}

	/**
	 * Lets the function answer each record as it came.
	 * @return the events that it was called with
	 */
	private List<RequestBody> function() {
		List<RequestBody> events = Collections.synchronizedList(new ArrayList<>());
		this.testbed.endpoint().firehose().function("same", (event) -> {
			RequestBody read = WireFormat.JSON.read(event);
			events.add(read);
			return WireFormat.JSON.write((out) -> out.objects("records", FirehoseTestbed.records(read),
					(entry, record) -> entry.text("recordId", record.text("recordId"))
						.text("result", "Ok")
						.text("data", record.text("data"))));
		});
		return events;
	}

	private void put(String key, byte[] data) {
		this.kinesis
			.putRecord((request) -> request.streamName("clicks").partitionKey(key).data(SdkBytes.fromByteArray(data)))
			.join();
	}

	private void put(String key, String data) {
		put(key, data.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void recordsThatComeFromNowOnAreDelivered() {
		List<RequestBody> events = function();
		put("a", "too early");
		create(STREAM);
		put("a", "one");
		put("b", "two");
		assertThat(this.testbed.objectsAfter(Duration.ofSeconds(60), 1).values()).containsExactly("one\ntwo\n");
		RequestBody event = events.get(0);
		assertThat(event.text("sourceKinesisStreamArn")).isEqualTo(STREAM);
		RequestBody metadata = FirehoseTestbed.records(event).get(0).object("kinesisRecordMetadata");
		assertThat(metadata).isNotNull();
		assertThat(metadata.members()).containsEntry("shardId", "shardId-000000000000")
			.containsEntry("partitionKey", "a")
			.containsEntry("approximateArrivalTimestamp", 1767323045678L)
			.containsEntry("subsequenceNumber", "")
			.containsEntry("sequenceNumber",
					this.testbed.endpoint().stream("clicks").records().get(1).sequenceNumber());
	}

	@Test
	void sourceIsDescribed() {
		create(STREAM);
		KinesisStreamSourceDescription source = this.testbed.client()
			.describeDeliveryStream((request) -> request.deliveryStreamName("delivery"))
			.join()
			.deliveryStreamDescription()
			.source()
			.kinesisStreamSourceDescription();
		assertThat(source.kinesisStreamARN()).isEqualTo(STREAM);
		assertThat(source.deliveryStartTimestamp()).isEqualTo(this.testbed.clock().instant());
	}

	@Test
	void streamMustBeThere() {
		assertThatThrownBy(() -> create("arn:aws:kinesis:us-east-1:000000000000:stream/none"))
			.hasCauseInstanceOf(ResourceNotFoundException.class);
	}

	@Test
	void everyRecordOfAKeyIsDeliveredInItsOrderThroughSplitsAndMerges() {
		function();
		create(STREAM);
		put("a", "0");
		this.kinesis
			.splitShard((request) -> request.streamName("clicks")
				.shardToSplit("shardId-000000000000")
				.newStartingHashKey("170141183460469231731687303715884105728"))
			.join();
		put("a", "1");
		put("b", "other");
		this.kinesis
			.mergeShards((request) -> request.streamName("clicks")
				.shardToMerge("shardId-000000000001")
				.adjacentShardToMerge("shardId-000000000002"))
			.join();
		put("a", "2");
		this.testbed.advanceUntil(Duration.ofSeconds(60), () -> delivered().size() == 4);
		assertThat(delivered()).filteredOn((line) -> !line.equals("other")).containsExactly("0", "1", "2");
	}

	private List<String> delivered() {
		return this.testbed.objects().values().stream().flatMap(String::lines).toList();
	}

	@Test
	void recordsOfTheProducerLibraryAreTakenApartBeforeTheFunction() throws NoSuchAlgorithmException {
		List<RequestBody> events = function();
		create(STREAM);
		put("ignored", aggregated("first", "second", "third"));
		assertThat(this.testbed.objectsAfter(Duration.ofSeconds(60), 1).values())
			.containsExactly("first\nsecond\nthird\n");
		assertThat(FirehoseTestbed.records(events.get(0)))
			.extracting((record) -> Objects.requireNonNull(record.object("kinesisRecordMetadata")).members())
			.extracting((metadata) -> metadata.get("partitionKey") + "/" + metadata.get("subsequenceNumber"))
			.containsExactly("key-0/0", "key-1/1", "key-2/2");
	}

	@Test
	void recordThatOnlyLooksAggregatedIsDeliveredAsItIs() throws NoSuchAlgorithmException {
		function();
		create(STREAM);
		byte[] broken = aggregated("first");
		broken[broken.length - 1]++;
		put("a", broken);
		this.testbed.objectsAfter(Duration.ofSeconds(60), 1);
		assertThat(this.testbed.objectBytes().values()).singleElement()
			.satisfies((content) -> assertThat(content).startsWith(broken).hasSize(broken.length + 1));
	}

	private static byte[] aggregated(String... records) throws NoSuchAlgorithmException {
		Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder();
		IntStream.range(0, records.length).forEach((index) -> {
			message.addPartitionKeyTable("key-" + index);
			message.addRecords(Messages.Record.newBuilder()
				.setPartitionKeyIndex(index)
				.setData(ByteString.copyFromUtf8(records[index])));
		});
		byte[] body = message.build().toByteArray();
		ByteArrayOutputStream aggregated = new ByteArrayOutputStream();
		aggregated.writeBytes(new byte[] { (byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2 });
		aggregated.writeBytes(body);
		aggregated.writeBytes(MessageDigest.getInstance("MD5").digest(body));
		return aggregated.toByteArray();
	}

}
