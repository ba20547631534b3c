package io.kinesisboot.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A walk of the AWS command line interface through the life of a stream, one step for
 * each action, each of which checks what it is answered. Confined to one thread.
 */
final class AwsCliWalk {

	private static final String FIRST_SHARD = "shardId-000000000000";

	private static final String MIDDLE_HASH_KEY = "170141183460469231731687303715884105728";

	private final String aws;

	private final Path directory;

	private final EmbeddedKinesis endpoint;

	private final boolean tls;

	private final String stream;

	private final String arn;

	private final Map<String, Runnable> steps = new LinkedHashMap<>();

	private String iterator = "";

	private String consumerArn = "";

	AwsCliWalk(String aws, Path directory, EmbeddedKinesis endpoint, boolean tls) {
		this.aws = aws;
		this.directory = directory;
		this.endpoint = endpoint;
		this.tls = tls;
		this.stream = tls ? "walk-with-tls" : "walk";
		this.arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + this.stream;
		createAndDescribe();
		putAndRead();
		reshard();
		tag();
		change();
		consume();
		delete();
	}

	/**
	 * The steps in the order they must be taken in.
	 * @return steps by the action they take
	 */
	Map<String, Runnable> steps() {
		return this.steps;
	}

	private void createAndDescribe() {
		this.steps.put("create-stream", () -> kinesis("create-stream", named("--shard-count", "2")));
		this.steps.put("describe-stream", () -> {
			JsonNode description = member(json("describe-stream", named()), "StreamDescription");
			assertThat(text(description, "StreamARN")).isEqualTo(this.arn);
			assertThat(text(description, "StreamStatus")).isEqualTo("ACTIVE");
			assertThat(text(description, "StreamCreationTimestamp")).startsWith("20");
			assertThat(items(description, "Shards")).hasSize(2);
		});
		this.steps.put("describe-stream-summary", () -> assertThat(summary("OpenShardCount")).isEqualTo("2"));
		this.steps.put("list-streams",
				() -> assertThat(items(json("list-streams"), "StreamNames")).map(JsonNode::text).contains(this.stream));
		this.steps.put("list-shards", () -> assertThat(shardIds()).containsExactly(FIRST_SHARD, shardId(1)));
	}

	private void putAndRead() {
		this.steps.put("put-record", () -> {
			JsonNode placement = json("put-record", named("--partition-key", "a", "--data", "SGVsbG8="));
			assertThat(text(placement, "ShardId")).isEqualTo(FIRST_SHARD);
			assertThat(text(placement, "SequenceNumber")).matches("\\d{56}");
		});
		this.steps.put("put-records", () -> {
			JsonNode batch = json("put-records",
					named("--records", "Data=V29ybGQ=,PartitionKey=a", "Data=IQ==,PartitionKey=abc"));
			assertThat(number(batch, "FailedRecordCount")).isEqualTo("0");
			assertThat(items(batch, "Records")).map((entry) -> text(entry, "ShardId"))
				.containsExactly(FIRST_SHARD, shardId(1));
		});
		this.steps.put("get-shard-iterator",
				() -> this.iterator = text(
						json("get-shard-iterator",
								named("--shard-id", FIRST_SHARD, "--shard-iterator-type", "TRIM_HORIZON")),
						"ShardIterator"));
		this.steps.put("get-records", () -> {
			JsonNode read = json("get-records", "--shard-iterator", this.iterator);
			assertThat(items(read, "Records")).map((record) -> text(record, "Data"))
				.containsExactly("SGVsbG8=", "V29ybGQ=");
			assertThat(items(read, "Records")).map((record) -> text(record, "ApproximateArrivalTimestamp"))
				.allSatisfy((time) -> assertThat(time).startsWith("20"));
		});
	}

	private void reshard() {
		this.steps.put("merge-shards", () -> {
			kinesis("merge-shards", named("--shard-to-merge", FIRST_SHARD, "--adjacent-shard-to-merge", shardId(1)));
			assertThat(summary("OpenShardCount")).isEqualTo("1");
		});
		this.steps.put("split-shard", () -> {
			kinesis("split-shard", named("--shard-to-split", shardId(2), "--new-starting-hash-key", MIDDLE_HASH_KEY));
			assertThat(shardIds()).hasSize(5);
		});
		this.steps.put("update-shard-count",
				() -> assertThat(number(
						json("update-shard-count",
								named("--target-shard-count", "4", "--scaling-type", "UNIFORM_SCALING")),
						"TargetShardCount"))
					.isEqualTo("4"));
	}

	private void tag() {
		this.steps.put("add-tags-to-stream",
				() -> kinesis("add-tags-to-stream", named("--tags", "team=billing,stage=test")));
		this.steps.put("list-tags-for-stream",
				() -> assertThat(items(json("list-tags-for-stream", named()), "Tags")).hasSize(2));
		this.steps.put("remove-tags-from-stream", () -> {
			kinesis("remove-tags-from-stream", named("--tag-keys", "stage"));
			assertThat(items(json("list-tags-for-stream", named()), "Tags")).map((tag) -> text(tag, "Key"))
				.containsExactly("team");
		});
		this.steps.put("tag-resource", () -> kinesis("tag-resource", resource("--tags", "cost=low")));
		this.steps.put("list-tags-for-resource",
				() -> assertThat(items(json("list-tags-for-resource", resource()), "Tags")).hasSize(2));
		this.steps.put("untag-resource", () -> kinesis("untag-resource", resource("--tag-keys", "cost")));
		this.steps.put("put-resource-policy",
				() -> kinesis("put-resource-policy", resource("--policy", "{\"Version\": \"2012-10-17\"}")));
		this.steps.put("get-resource-policy",
				() -> assertThat(text(json("get-resource-policy", resource()), "Policy")).contains("2012-10-17"));
		this.steps.put("delete-resource-policy", () -> kinesis("delete-resource-policy", resource()));
	}

	private void change() {
		this.steps.put("increase-stream-retention-period", () -> {
			kinesis("increase-stream-retention-period", named("--retention-period-hours", "48"));
			assertThat(summary("RetentionPeriodHours")).isEqualTo("48");
		});
		this.steps.put("decrease-stream-retention-period", () -> {
			kinesis("decrease-stream-retention-period", named("--retention-period-hours", "24"));
			assertThat(summary("RetentionPeriodHours")).isEqualTo("24");
		});
		this.steps.put("start-stream-encryption", () -> {
			kinesis("start-stream-encryption", encryption());
			assertThat(summary("EncryptionType")).isEqualTo("KMS");
		});
		this.steps.put("stop-stream-encryption", () -> {
			kinesis("stop-stream-encryption", encryption());
			assertThat(summary("EncryptionType")).isEqualTo("NONE");
		});
		this.steps.put("enable-enhanced-monitoring",
				() -> assertThat(items(json("enable-enhanced-monitoring", metrics("ALL")), "DesiredShardLevelMetrics"))
					.hasSize(7));
		this.steps.put("disable-enhanced-monitoring", () -> assertThat(
				items(json("disable-enhanced-monitoring", metrics("IncomingBytes")), "DesiredShardLevelMetrics"))
			.hasSize(6));
		this.steps.put("update-max-record-size", () -> {
			kinesis("update-max-record-size", arn("--max-record-size-in-ki-b", "2048"));
			assertThat(summary("MaxRecordSizeInKiB")).isEqualTo("2048");
		});
		this.steps.put("update-stream-mode",
				() -> kinesis("update-stream-mode", arn("--stream-mode-details", "StreamMode=ON_DEMAND")));
		this.steps.put("update-account-settings",
				() -> kinesis("update-account-settings", "--minimum-throughput-billing-commitment", "Status=ENABLED"));
		this.steps.put("describe-account-settings",
				() -> assertThat(
						text(member(json("describe-account-settings"), "MinimumThroughputBillingCommitment"), "Status"))
					.isEqualTo("ENABLED"));
		this.steps.put("update-stream-warm-throughput", () -> assertThat(number(
				member(json("update-stream-warm-throughput", arn("--warm-throughput-mi-bps", "10")), "WarmThroughput"),
				"TargetMiBps"))
			.isEqualTo("10"));
		this.steps.put("describe-limits",
				() -> assertThat(number(json("describe-limits"), "OnDemandStreamCount")).isEqualTo("1"));
	}

	private void consume() {
		this.steps.put("register-stream-consumer",
				() -> this.consumerArn = text(
						member(json("register-stream-consumer", arn("--consumer-name", "reader")), "Consumer"),
						"ConsumerARN"));
		this.steps.put("describe-stream-consumer", () -> assertThat(text(
				member(json("describe-stream-consumer", "--consumer-arn", this.consumerArn), "ConsumerDescription"),
				"ConsumerStatus"))
			.isEqualTo("ACTIVE"));
		this.steps.put("list-stream-consumers",
				() -> assertThat(items(json("list-stream-consumers", arn()), "Consumers"))
					.map((consumer) -> text(consumer, "ConsumerARN"))
					.containsExactly(this.consumerArn));
		this.steps.put("deregister-stream-consumer",
				() -> kinesis("deregister-stream-consumer", arn("--consumer-name", "reader")));
	}

	private void delete() {
		this.steps.put("delete-stream", () -> {
			kinesis("delete-stream", named());
			assertThat(run("describe-stream-summary", named()).err()).contains("ResourceNotFoundException");
		});
	}

	private static String shardId(int index) {
		return "shardId-%012d".formatted(index);
	}

	private List<String> shardIds() {
		return items(json("list-shards", named()), "Shards").stream().map((shard) -> text(shard, "ShardId")).toList();
	}

	private String summary(String name) {
		JsonNode value = member(member(json("describe-stream-summary", named()), "StreamDescriptionSummary"), name);
		return value.isNumber() ? value.asNumber() : value.text();
	}

	private String[] encryption() {
		return named("--encryption-type", "KMS", "--key-id", "alias/aws/kinesis");
	}

	private String[] metrics(String name) {
		return named("--shard-level-metrics", name);
	}

	private String[] named(String... more) {
		return with("--stream-name", this.stream, more);
	}

	private String[] arn(String... more) {
		return with("--stream-arn", this.arn, more);
	}

	private String[] resource(String... more) {
		return with("--resource-arn", this.arn, more);
	}

	private static String[] with(String option, String value, String... more) {
		List<String> arguments = new ArrayList<>(List.of(option, value));
		arguments.addAll(Arrays.asList(more));
		return arguments.toArray(String[]::new);
	}

	private JsonNode json(String action, String... arguments) {
		return JsonNode.parser().parse(kinesis(action, arguments));
	}

	private String kinesis(String action, String... arguments) {
		ProcessRun run = run(action, arguments);
		assertThat(run.exitCode()).as(run.err()).isZero();
		return run.out();
	}

	/**
	 * Runs the command line interface once.
	 * @param action what to call
	 * @param arguments with these arguments
	 * @return how it ended and what it wrote
	 */
	ProcessRun run(String action, String... arguments) {
		List<String> command = new ArrayList<>(List.of(this.aws, "kinesis", action, "--endpoint-url",
				(this.tls ? this.endpoint.tlsEndpoint() : this.endpoint.endpoint()).toString(), "--output", "json"));
		if (this.tls) {
			command.add("--no-verify-ssl");
		}
		command.addAll(Arrays.asList(arguments));
		return ProcessRun.of(this.directory,
				Map.of("AWS_ACCESS_KEY_ID", this.endpoint.accessKeyId(), "AWS_SECRET_ACCESS_KEY",
						this.endpoint.secretAccessKey(), "AWS_DEFAULT_REGION", this.endpoint.region(),
						"AWS_CONFIG_FILE", this.directory.resolve("config").toString(), "AWS_EC2_METADATA_DISABLED",
						"true", "AWS_PAGER", ""),
				command);
	}

	private static JsonNode member(JsonNode object, String name) {
		return object.field(name).orElseThrow();
	}

	private static String text(JsonNode object, String name) {
		return member(object, name).text();
	}

	private static String number(JsonNode object, String name) {
		return member(object, name).asNumber();
	}

	private static List<JsonNode> items(JsonNode object, String name) {
		return member(object, name).asArray();
	}

}
