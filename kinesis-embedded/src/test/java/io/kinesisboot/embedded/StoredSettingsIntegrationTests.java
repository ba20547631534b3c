package io.kinesisboot.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.AccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the SDK's client stores about streams and the account, and gets back.
 */
class StoredSettingsIntegrationTests {

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().region("eu-central-1").build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	private static String createStream(TestInfo test) {
		String stream = test.getTestMethod().orElseThrow().getName();
		client.createStream(
				(request) -> request.streamName(stream).shardCount(1).tags(Map.of("team", "orders", "stage", "test")))
			.join();
		return stream;
	}

	private static String arn(String stream) {
		return "arn:aws:kinesis:eu-central-1:000000000000:stream/" + stream;
	}

	@Test
	void tagsOfCreationAndLaterOnesAreListed(TestInfo test) {
		String stream = createStream(test);
		client.addTagsToStream((request) -> request.streamName(stream).tags(Map.of("stage", "live"))).join();
		client.tagResource((request) -> request.resourceARN(arn(stream)).tags(Map.of("owner", "me"))).join();
		ListTagsForStreamResponse first = client.listTagsForStream((request) -> request.streamName(stream).limit(2))
			.join();
		assertThat(first.tags()).containsExactly(tag("owner", "me"), tag("stage", "live"));
		assertThat(first.hasMoreTags()).isTrue();
		assertThat(client.listTagsForStream((request) -> request.streamARN(arn(stream)).exclusiveStartTagKey("stage"))
			.join()
			.tags()).containsExactly(tag("team", "orders"));
		client.removeTagsFromStream((request) -> request.streamName(stream).tagKeys("owner")).join();
		client.untagResource((request) -> request.resourceARN(arn(stream)).tagKeys("team")).join();
		assertThat(client.listTagsForResource((request) -> request.resourceARN(arn(stream))).join().tags())
			.containsExactly(tag("stage", "live"));
	}

	private static Tag tag(String key, String value) {
		return Tag.builder().key(key).value(value).build();
	}

	@Test
	void policyIsStoredAndDeleted(TestInfo test) {
		String arn = arn(createStream(test));
		String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
		client.putResourcePolicy((request) -> request.resourceARN(arn).policy(policy)).join();
		assertThat(client.getResourcePolicy((request) -> request.resourceARN(arn)).join().policy()).isEqualTo(policy);
		client.deleteResourcePolicy((request) -> request.resourceARN(arn)).join();
		SdkClients.assertRefusal(client.getResourcePolicy((request) -> request.resourceARN(arn)),
				ResourceNotFoundException.class, "No resource policy found for resource ARN " + arn + ".");
	}

	@Test
	void streamOfAnotherAccountIsDenied(TestInfo test) {
		String arn = arn(createStream(test)).replace("000000000000", "111111111111");
		SdkClients.assertRefusal(client.describeStreamSummary((request) -> request.streamARN(arn)),
				AccessDeniedException.class,
				"User: arn:aws:iam::000000000000:root is not authorized to access resource: " + arn
						+ " because no resource-based policy allows it");
	}

	@Test
	void encryptionIsToldByStreamAndRecords(TestInfo test) {
		String stream = createStream(test);
		assertThat(put(stream, new byte[1])).isNull();
		client.startStreamEncryption(
				(request) -> request.streamName(stream).encryptionType(EncryptionType.KMS).keyId("alias/aws/kinesis"))
			.join();
		assertThat(put(stream, new byte[1])).isEqualTo(EncryptionType.KMS);
		assertThat(client.describeStream((request) -> request.streamName(stream)).join().streamDescription().keyId())
			.isEqualTo("alias/aws/kinesis");
		assertThat(readAll(stream)).extracting(Record::encryptionType).containsExactly(null, EncryptionType.KMS);
		client
			.stopStreamEncryption((request) -> request.streamARN(arn(stream))
				.encryptionType(EncryptionType.KMS)
				.keyId("alias/aws/kinesis"))
			.join();
		assertThat(client.describeStreamSummary((request) -> request.streamName(stream))
			.join()
			.streamDescriptionSummary()
			.encryptionType()).isEqualTo(EncryptionType.NONE);
	}

	private static EncryptionType put(String stream, byte[] data) {
		return client
			.putRecord((request) -> request.streamName(stream).partitionKey("k").data(SdkBytes.fromByteArray(data)))
			.join()
			.encryptionType();
	}

	private static List<Record> readAll(String stream) {
		String iterator = client
			.getShardIterator((request) -> request.streamName(stream)
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		return client.getRecords((request) -> request.shardIterator(iterator)).join().records();
	}

	@Test
	void metricsAreSwitchedOnAndOff(TestInfo test) {
		String stream = createStream(test);
		assertThat(client
			.enableEnhancedMonitoring((request) -> request.streamName(stream).shardLevelMetrics(MetricsName.ALL))
			.join()
			.desiredShardLevelMetrics()).hasSize(7).doesNotContain(MetricsName.ALL);
		assertThat(client
			.disableEnhancedMonitoring(
					(request) -> request.streamName(stream).shardLevelMetrics(MetricsName.INCOMING_BYTES))
			.join()
			.currentShardLevelMetrics()).hasSize(7);
		assertThat(client.describeStreamSummary((request) -> request.streamName(stream))
			.join()
			.streamDescriptionSummary()
			.enhancedMonitoring()).singleElement()
			.satisfies((metrics) -> assertThat(metrics.shardLevelMetrics()).hasSize(6)
				.doesNotContain(MetricsName.INCOMING_BYTES));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void recordsMayBeAsLargeAsTheStreamIsSetTo(boolean cbor) {
		String stream = "large-" + cbor;
		byte[] largest = new byte[10 * 1024 * 1024 - 1];
		largest[largest.length - 1] = 'x';
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, Protocol.HTTP1_1, cbor)) {
			own.createStream((request) -> request.streamName(stream).shardCount(1).maxRecordSizeInKiB(2048)).join();
			put(stream, new byte[2 * 1024 * 1024 - 1]);
			SdkBytes payload = SdkBytes.fromByteArrayUnsafe(largest);
			SdkClients.assertRefusal(
					own.putRecord((request) -> request.streamName(stream).partitionKey("k").data(payload)),
					InvalidArgumentException.class, "Record size, data and partition key together, is 10485760 bytes "
							+ "and exceeds the limit of 2097152 bytes");
			own.updateMaxRecordSize((request) -> request.streamARN(arn(stream)).maxRecordSizeInKiB(10_240)).join();
			assertThat(own.describeStreamSummary((request) -> request.streamName(stream))
				.join()
				.streamDescriptionSummary()
				.maxRecordSizeInKiB()).isEqualTo(10_240);
			own.putRecord((request) -> request.streamName(stream).partitionKey("k").data(payload)).join();
			PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder().partitionKey("k").data(payload).build();
			own.putRecords((request) -> request.streamName(stream).records(entry)).join();
			SdkClients.assertRefusal(
					own.putRecords((request) -> request.streamName(stream)
						.records(Collections.nCopies(2,
								entry.toBuilder().data(SdkBytes.fromByteArray(new byte[6 * 1024 * 1024])).build()))),
					InvalidArgumentException.class, "Records size exceeds 10 MB limit");
			assertThat(sizesByThreeReads(own, stream)).containsExactly(2 * 1024 * 1024 - 1, largest.length,
					largest.length);
		}
	}

	private static List<Integer> sizesByThreeReads(KinesisAsyncClient own, String stream) {
		List<Integer> sizes = new ArrayList<>();
		String iterator = own
			.getShardIterator((request) -> request.streamName(stream)
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		for (int call = 0; call < 3; call++) {
			String position = iterator;
			var answer = own.getRecords((request) -> request.shardIterator(position)).join();
			answer.records().forEach((record) -> sizes.add(record.data().asByteArrayUnsafe().length));
			iterator = answer.nextShardIterator();
		}
		return sizes;
	}

	@Test
	void accountTellsItsLimitsAndItsCommitment() {
		assertThat(client.describeLimits().join().shardLimit()).isEqualTo(1000);
		assertThat(client.describeAccountSettings((request) -> {
		}).join().minimumThroughputBillingCommitment().status())
			.isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.DISABLED);
		assertThat(client
			.updateAccountSettings((request) -> request.minimumThroughputBillingCommitment(
					(commitment) -> commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED)))
			.join()
			.minimumThroughputBillingCommitment()).satisfies((commitment) -> {
				assertThat(commitment.status()).isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED);
				assertThat(commitment.earliestAllowedEndAt()).isAfter(commitment.startedAt());
			});
	}

}
