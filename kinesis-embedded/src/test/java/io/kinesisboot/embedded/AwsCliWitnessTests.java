package io.kinesisboot.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The AWS command line interface as a client that nobody here wrote: HTTP/1.1 and JSON.
 */
class AwsCliWitnessTests {

	private static final String CLI_MISSING = "No working 'aws' (AWS CLI v2) in /usr/bin or on PATH";

	@TempDir
	private static Path directory;

	private static EmbeddedKinesis endpoint;

	private static String aws;

	@BeforeAll
	static void start() {
		Optional<String> found = findCli();
		assumeTrue(found.isPresent(), CLI_MISSING);
		aws = found.orElseThrow();
		endpoint = EmbeddedKinesis.builder().build().start();
	}

	private static Optional<String> findCli() {
		Stream<String> path = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"));
		return Stream.concat(Stream.of("/usr/bin"), path)
			.map((folder) -> Path.of(folder, "aws"))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.filter((candidate) -> version(candidate).startsWith("aws-cli/2"))
			.findFirst();
	}

	private static String version(String candidate) {
		ProcessRun run = ProcessRun.of(directory, Map.of(), List.of(candidate, "--version"));
		return (run.exitCode() == 0) ? run.out() : "";
	}

	@AfterAll
	static void close() {
		if (endpoint != null) {
			endpoint.close();
		}
	}

	@Test
	void recordsPutByTheCliAreReadByTheCli() {
		kinesis("create-stream", "--stream-name", "orders", "--shard-count", "2");
		JsonNode first = json("put-record", "--stream-name", "orders", "--partition-key", "a", "--data", "SGVsbG8=");
		assertThat(text(first, "ShardId")).isEqualTo("shardId-000000000000");
		JsonNode batch = json("put-records", "--stream-name", "orders", "--records", "Data=V29ybGQ=,PartitionKey=a",
				"Data=IQ==,PartitionKey=abc");
		assertThat(batch.field("FailedRecordCount").orElseThrow().asNumber()).isEqualTo("0");
		assertThat(items(batch, "Records")).map((entry) -> text(entry, "ShardId"))
			.containsExactly("shardId-000000000000", "shardId-000000000001");
		JsonNode iterator = json("get-shard-iterator", "--stream-name", "orders", "--shard-id", "shardId-000000000000",
				"--shard-iterator-type", "AT_SEQUENCE_NUMBER", "--starting-sequence-number",
				text(first, "SequenceNumber"));
		JsonNode got = json("get-records", "--shard-iterator", text(iterator, "ShardIterator"));
		assertThat(items(got, "Records")).map((record) -> text(record, "Data")).containsExactly("SGVsbG8=", "V29ybGQ=");
		assertThat(items(got, "Records")).map((record) -> text(record, "ApproximateArrivalTimestamp"))
			.allSatisfy((time) -> assertThat(time).startsWith("20"));
	}

	@Test
	void cliSeesTheStreamAndItsShards() {
		kinesis("create-stream", "--stream-name", "clicks", "--shard-count", "2");
		JsonNode description = json("describe-stream", "--stream-name", "clicks").field("StreamDescription")
			.orElseThrow();
		assertThat(text(description, "StreamARN")).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/clicks");
		assertThat(text(description, "StreamStatus")).isEqualTo("ACTIVE");
		assertThat(items(description, "Shards")).hasSize(2);
		assertThat(items(json("list-shards", "--stream-name", "clicks"), "Shards"))
			.map((shard) -> text(shard, "ShardId"))
			.containsExactly("shardId-000000000000", "shardId-000000000001");
		assertThat(items(json("list-streams"), "StreamNames")).map(JsonNode::asString).contains("clicks");
		kinesis("delete-stream", "--stream-name", "clicks");
		assertThat(run("describe-stream", "--stream-name", "clicks").err())
			.contains("An error occurred (ResourceNotFoundException) when calling the DescribeStream operation: "
					+ "Stream clicks under account 000000000000 not found.");
	}

	@Test
	void cliReachesTheEndpointOverTls() {
		kinesis("create-stream", "--stream-name", "secrets", "--shard-count", "1");
		ProcessRun run = run(List.of("--no-verify-ssl", "--endpoint-url", endpoint.tlsEndpoint().toString()),
				"describe-stream-summary", "--stream-name", "secrets");
		assertThat(run.exitCode()).as(run.err()).isZero();
		assertThat(run.out()).contains("\"StreamName\": \"secrets\"");
	}

	@Test
	void cliIsToldThatItsRegionIsTheWrongOne() {
		assertThat(run("list-streams", "--region", "eu-west-1").err())
			.contains("An error occurred (InvalidSignatureException) when calling the ListStreams operation: "
					+ "Credential should be scoped to a valid region, not 'eu-west-1'. "
					+ "This endpoint is in region 'us-east-1'.");
	}

	private static JsonNode json(String... arguments) {
		return JsonNode.parser().parse(kinesis(arguments));
	}

	private static String kinesis(String... arguments) {
		ProcessRun run = run(arguments);
		assertThat(run.exitCode()).as(run.err()).isZero();
		return run.out();
	}

	private static ProcessRun run(String... arguments) {
		return run(List.of("--endpoint-url", endpoint.endpoint().toString()), arguments);
	}

	private static ProcessRun run(List<String> options, String... arguments) {
		List<String> command = new ArrayList<>(List.of(aws, "kinesis", "--output", "json", "--no-cli-pager"));
		command.addAll(options);
		command.addAll(Arrays.asList(arguments));
		return ProcessRun.of(directory,
				Map.of("AWS_ACCESS_KEY_ID", endpoint.accessKeyId(), "AWS_SECRET_ACCESS_KEY", endpoint.secretAccessKey(),
						"AWS_DEFAULT_REGION", endpoint.region(), "AWS_CONFIG_FILE",
						directory.resolve("config").toString(), "AWS_EC2_METADATA_DISABLED", "true"),
				command);
	}

	private static String text(JsonNode object, String name) {
		return object.field(name).map(JsonNode::text).orElse("");
	}

	private static List<JsonNode> items(JsonNode object, String name) {
		return object.field(name).map(JsonNode::asArray).orElse(List.of());
	}

}
