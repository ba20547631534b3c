package io.kinesisboot.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code aws firehose} as a client that nobody here wrote.
 */
class FirehoseCliWitnessTests {

	private static final Path AWS = Path.of("/usr/bin/aws");

	private static final String BUCKET = "RoleARN=" + FirehoseTestbed.ROLE + ",BucketARN=arn:aws:s3:::lake";

	@TempDir
	private Path directory;

	@TempDir
	private Path scratch;

	private FirehoseTestbed testbed;

	@BeforeEach
	void start() {
		assumeTrue(Files.isExecutable(AWS), "No AWS CLI at " + AWS);
		this.testbed = new FirehoseTestbed(this.directory);
	}

	@AfterEach
	void close() {
		if (this.testbed != null) {
			this.testbed.close();
		}
	}

	private ProcessRun run(String... arguments) {
		EmbeddedKinesis endpoint = this.testbed.endpoint();
		List<String> command = new ArrayList<>(List.of(AWS.toString(), "firehose"));
		command.addAll(Arrays.asList(arguments));
		command.addAll(List.of("--endpoint-url", endpoint.endpoint().toString(), "--output", "text"));
		return ProcessRun.of(this.scratch, Map.of("AWS_ACCESS_KEY_ID", endpoint.accessKeyId(), "AWS_SECRET_ACCESS_KEY",
				endpoint.secretAccessKey(), "AWS_DEFAULT_REGION", endpoint.region(), "AWS_CONFIG_FILE",
				this.scratch.resolve("config").toString(), "AWS_EC2_METADATA_DISABLED", "true", "AWS_PAGER", ""),
				command);
	}

	private String succeed(String... arguments) {
		ProcessRun run = run(arguments);
		assertThat(run.exitCode()).as(run.err()).isZero();
		return run.out().strip();
	}

	@Test
	void deliveryStreamLivesFromItsCreationToItsDeletion() {
		assertThat(succeed("create-delivery-stream", "--delivery-stream-name", "orders",
				"--extended-s3-destination-configuration", BUCKET))
			.isEqualTo("arn:aws:firehose:us-east-1:000000000000:deliverystream/orders");
		assertThat(succeed("put-record", "--delivery-stream-name", "orders", "--record", "Data=SGVsbG8=", "--query",
				"Encrypted"))
			.isEqualTo("False");
		assertThat(succeed("put-record-batch", "--delivery-stream-name", "orders", "--records",
				"[{\"Data\":\"LCA=\"},{\"Data\":\"V29ybGQ=\"}]", "--query", "FailedPutCount"))
			.isEqualTo("0");
		assertThat(succeed("update-destination", "--delivery-stream-name", "orders",
				"--current-delivery-stream-version-id", "1", "--destination-id", "destinationId-000000000001",
				"--extended-s3-destination-update", "Prefix=sales/"))
			.isEmpty();
		assertThat(this.testbed.objectsAfter(Duration.ofMinutes(5), 1).values()).containsExactly("Hello, World");
		succeed("tag-delivery-stream", "--delivery-stream-name", "orders", "--tags", "Key=team,Value=blue");
		assertThat(
				succeed("list-tags-for-delivery-stream", "--delivery-stream-name", "orders", "--query", "Tags[].Value"))
			.isEqualTo("blue");
		succeed("untag-delivery-stream", "--delivery-stream-name", "orders", "--tag-keys", "team");
		succeed("start-delivery-stream-encryption", "--delivery-stream-name", "orders");
		assertThat(
				succeed("describe-delivery-stream", "--delivery-stream-name", "orders", "--query",
						"DeliveryStreamDescription.[VersionId,DeliveryStreamEncryptionConfiguration.Status,"
								+ "Destinations[0].ExtendedS3DestinationDescription.Prefix]"))
			.isEqualTo("2\tENABLED\tsales/");
		succeed("stop-delivery-stream-encryption", "--delivery-stream-name", "orders");
		assertThat(succeed("list-delivery-streams", "--query", "DeliveryStreamNames")).isEqualTo("orders");
		succeed("delete-delivery-stream", "--delivery-stream-name", "orders");
		assertThat(run("describe-delivery-stream", "--delivery-stream-name", "orders").err()).contains(
				"An error occurred (ResourceNotFoundException) when calling the DescribeDeliveryStream operation: "
						+ "Firehose orders under account 000000000000 not found.");
	}

}
