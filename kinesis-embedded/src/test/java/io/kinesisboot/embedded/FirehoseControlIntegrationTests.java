package io.kinesisboot.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.ConcurrentModificationException;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationDescription;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.KeyType;
import software.amazon.awssdk.services.firehose.model.LimitExceededException;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsResponse;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The life of delivery streams, through the SDK's client.
 */
class FirehoseControlIntegrationTests {

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	private FirehoseAsyncClient firehose;

	@BeforeEach
	void start() {
		this.testbed = new FirehoseTestbed(this.directory);
		this.firehose = this.testbed.client();
	}

	@AfterEach
	void close() {
		this.testbed.close();
	}

	private void create(String name) {
		this.testbed.create(name, (s3) -> {
		});
	}

	private DeliveryStreamDescription describe(String name) {
		return this.firehose.describeDeliveryStream((request) -> request.deliveryStreamName(name))
			.join()
			.deliveryStreamDescription();
	}

	@Test
	void deliveryStreamIsDescribedWithTheServicesDefaults() {
		create("orders");
		DeliveryStreamDescription description = describe("orders");
		assertThat(description.deliveryStreamARN())
			.isEqualTo("arn:aws:firehose:us-east-1:000000000000:deliverystream/orders");
		assertThat(description.deliveryStreamStatus()).isEqualTo(DeliveryStreamStatus.ACTIVE);
		assertThat(description.deliveryStreamType()).isEqualTo(DeliveryStreamType.DIRECT_PUT);
		assertThat(description.versionId()).isEqualTo("1");
		assertThat(description.createTimestamp()).isEqualTo(this.testbed.clock().instant());
		assertThat(description.lastUpdateTimestamp()).isNull();
		assertThat(description.destinations()).hasSize(1);
		ExtendedS3DestinationDescription s3 = description.destinations().get(0).extendedS3DestinationDescription();
		assertThat(s3.bucketARN()).isEqualTo("arn:aws:s3:::lake");
		assertThat(s3.bufferingHints().sizeInMBs()).isEqualTo(5);
		assertThat(s3.bufferingHints().intervalInSeconds()).isEqualTo(300);
		assertThat(s3.compressionFormat()).isEqualTo(CompressionFormat.UNCOMPRESSED);
		assertThat(s3.s3BackupMode()).isEqualTo(S3BackupMode.DISABLED);
		assertThat(s3.processingConfiguration().enabled()).isFalse();
		assertThat(description.destinations().get(0).s3DestinationDescription().bucketARN()).isEqualTo(s3.bucketARN());
	}

	@Test
	void accessKeyOfAnHttpEndpointIsNotTold() {
		this.firehose
			.createDeliveryStream((request) -> request.deliveryStreamName("hook")
				.httpEndpointDestinationConfiguration((http) -> http
					.endpointConfiguration((to) -> to.url("https://example.org/hook").accessKey("secret"))
					.s3Configuration((s3) -> s3.roleARN(FirehoseTestbed.ROLE).bucketARN("arn:aws:s3:::lake"))))
			.join();
		HttpEndpointDestinationDescription http = describe("hook").destinations()
			.get(0)
			.httpEndpointDestinationDescription();
		assertThat(http.endpointConfiguration().url()).isEqualTo("https://example.org/hook");
		assertThat(http.toString()).doesNotContain("secret");
		assertThat(http.s3DestinationDescription().bucketARN()).isEqualTo("arn:aws:s3:::lake");
		assertThat(http.retryOptions().durationInSeconds()).isEqualTo(300);
	}

	@Test
	void nameIsGivenOnce() {
		create("orders");
		SdkClients.assertRefusal(
				this.firehose.createDeliveryStream((request) -> request.deliveryStreamName("orders")
					.extendedS3DestinationConfiguration((s3) -> FirehoseTestbed.lake(s3))),
				ResourceInUseException.class, "Firehose orders under accountId 000000000000 already exists");
	}

	@Test
	void whatIsNotThereIsNotFound() {
		SdkClients.assertRefusal(this.firehose.describeDeliveryStream((request) -> request.deliveryStreamName("none")),
				ResourceNotFoundException.class, "Firehose none under account 000000000000 not found.");
	}

	@Test
	void accountHas50DeliveryStreamsAtMost() {
		IntStream.range(0, 50).forEach((number) -> create("stream-" + number));
		assertThatThrownBy(() -> create("one-more")).hasCauseInstanceOf(LimitExceededException.class);
	}

	@Test
	void namesAreListedInPages() {
		List.of("c", "a", "b").forEach(this::create);
		ListDeliveryStreamsResponse first = this.firehose.listDeliveryStreams((request) -> request.limit(2)).join();
		assertThat(first.deliveryStreamNames()).containsExactly("a", "b");
		assertThat(first.hasMoreDeliveryStreams()).isTrue();
		ListDeliveryStreamsResponse second = this.firehose
			.listDeliveryStreams((request) -> request.exclusiveStartDeliveryStreamName("b"))
			.join();
		assertThat(second.deliveryStreamNames()).containsExactly("c");
		assertThat(second.hasMoreDeliveryStreams()).isFalse();
	}

	@Test
	void namesAreListedByType() {
		create("puts");
		assertThat(this.firehose
			.listDeliveryStreams((request) -> request.deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE))
			.join()
			.deliveryStreamNames()).isEmpty();
		assertThat(this.firehose
			.listDeliveryStreams((request) -> request.deliveryStreamType(DeliveryStreamType.DIRECT_PUT))
			.join()
			.deliveryStreamNames()).containsExactly("puts");
	}

	@Test
	void updateChangesWhatItNamesAndKeepsTheRest() {
		this.testbed.create("orders", (s3) -> s3.prefix("orders/").compressionFormat(CompressionFormat.GZIP));
		this.testbed.clock().advance(Duration.ofSeconds(1));
		this.firehose
			.updateDestination((request) -> request.deliveryStreamName("orders")
				.currentDeliveryStreamVersionId("1")
				.destinationId("destinationId-000000000001")
				.extendedS3DestinationUpdate((s3) -> s3.prefix("sales/")))
			.join();
		DeliveryStreamDescription description = describe("orders");
		assertThat(description.versionId()).isEqualTo("2");
		assertThat(description.lastUpdateTimestamp()).isEqualTo(this.testbed.clock().instant());
		ExtendedS3DestinationDescription s3 = description.destinations().get(0).extendedS3DestinationDescription();
		assertThat(s3.prefix()).isEqualTo("sales/");
		assertThat(s3.compressionFormat()).isEqualTo(CompressionFormat.GZIP);
	}

	@Test
	void updateOfAnOldVersionIsRefused() {
		create("orders");
		SdkClients.assertRefusal(
				this.firehose.updateDestination((request) -> request.deliveryStreamName("orders")
					.currentDeliveryStreamVersionId("2")
					.destinationId("destinationId-000000000001")
					.extendedS3DestinationUpdate((s3) -> s3.prefix("sales/"))),
				ConcurrentModificationException.class,
				"CurrentDeliveryStreamVersionId 2 is not the current one, which is 1.");
	}

	@Test
	void dynamicPartitioningCannotBeEnabledLater() {
		create("orders");
		assertThatThrownBy(() -> this.firehose
			.updateDestination((request) -> request.deliveryStreamName("orders")
				.currentDeliveryStreamVersionId("1")
				.destinationId("destinationId-000000000001")
				.extendedS3DestinationUpdate((s3) -> s3.prefix("!{partitionKeyFromQuery:k}/")
					.errorOutputPrefix("errors/")
					.dynamicPartitioningConfiguration((partitioning) -> partitioning.enabled(true))
					.processingConfiguration((processing) -> processing.enabled(true)
						.processors(FirehoseTestbed.processor("MetadataExtraction", "MetadataExtractionQuery",
								"{k: .k}", "JsonParsingEngine", "JQ-1.6")))))
			.join()).cause()
			.isInstanceOf(InvalidArgumentException.class)
			.hasMessageContaining("Dynamic Partitioning can be enabled only when a Firehose is created");
		assertThat(describe("orders").versionId()).isEqualTo("1");
	}

	@Test
	void deletedDeliveryStreamIsGoneAndItsNameIsFree() {
		create("orders");
		this.firehose.deleteDeliveryStream((request) -> request.deliveryStreamName("orders")).join();
		assertThat(this.firehose.listDeliveryStreams().join().deliveryStreamNames()).isEmpty();
		create("orders");
	}

	@Test
	void creationAndDeletionTakeTheTransitionTime() {
		this.testbed.close();
		this.testbed = new FirehoseTestbed(this.directory,
				(endpoint) -> endpoint.transitionTime(Duration.ofSeconds(10)));
		this.firehose = this.testbed.client();
		create("orders");
		assertThat(describe("orders").deliveryStreamStatus()).isEqualTo(DeliveryStreamStatus.CREATING);
		assertThatThrownBy(() -> this.testbed.put("orders", "too soon"))
			.hasCauseInstanceOf(ResourceInUseException.class);
		this.testbed.clock().advance(Duration.ofSeconds(10));
		assertThat(describe("orders").deliveryStreamStatus()).isEqualTo(DeliveryStreamStatus.ACTIVE);
		this.firehose.deleteDeliveryStream((request) -> request.deliveryStreamName("orders")).join();
		assertThat(describe("orders").deliveryStreamStatus()).isEqualTo(DeliveryStreamStatus.DELETING);
		this.testbed.clock().advance(Duration.ofSeconds(10));
		assertThatThrownBy(() -> describe("orders")).hasCauseInstanceOf(ResourceNotFoundException.class);
	}

	@Test
	void encryptionIsToldOfRecordsAndDescribed() {
		create("orders");
		assertThat(this.testbed.put("orders", "plain").encrypted()).isFalse();
		this.firehose.startDeliveryStreamEncryption((request) -> request.deliveryStreamName("orders")).join();
		assertThat(this.testbed.put("orders", "encrypted").encrypted()).isTrue();
		assertThat(describe("orders").deliveryStreamEncryptionConfiguration().keyType())
			.isEqualTo(KeyType.AWS_OWNED_CMK);
		this.firehose.stopDeliveryStreamEncryption((request) -> request.deliveryStreamName("orders")).join();
		assertThat(describe("orders").deliveryStreamEncryptionConfiguration().status())
			.isEqualTo(DeliveryStreamEncryptionStatus.DISABLED);
	}

	@Test
	void keyOfTheCustomerNeedsItsArn() {
		create("orders");
		assertThatThrownBy(() -> this.firehose
			.startDeliveryStreamEncryption((request) -> request.deliveryStreamName("orders")
				.deliveryStreamEncryptionConfigurationInput((input) -> input.keyType(KeyType.CUSTOMER_MANAGED_CMK)))
			.join()).hasCauseInstanceOf(InvalidArgumentException.class);
	}

	@Test
	void tagsAreAddedListedInPagesAndRemoved() {
		this.firehose
			.createDeliveryStream((request) -> request.deliveryStreamName("orders")
				.tags(Tag.builder().key("team").value("blue").build())
				.extendedS3DestinationConfiguration((s3) -> FirehoseTestbed.lake(s3)))
			.join();
		this.firehose
			.tagDeliveryStream((request) -> request.deliveryStreamName("orders")
				.tags(Tag.builder().key("cost").value("low").build(), Tag.builder().key("flag").build()))
			.join();
		ListTagsForDeliveryStreamResponse first = this.firehose
			.listTagsForDeliveryStream((request) -> request.deliveryStreamName("orders").limit(2))
			.join();
		assertThat(first.tags()).extracting(Tag::key).containsExactly("cost", "flag");
		assertThat(first.hasMoreTags()).isTrue();
		this.firehose.untagDeliveryStream((request) -> request.deliveryStreamName("orders").tagKeys("cost", "flag"))
			.join();
		ListTagsForDeliveryStreamResponse left = this.firehose
			.listTagsForDeliveryStream((request) -> request.deliveryStreamName("orders"))
			.join();
		assertThat(left.tags()).containsExactly(Tag.builder().key("team").value("blue").build());
		assertThat(left.hasMoreTags()).isFalse();
	}

}
