package io.kinesisboot.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.firehose.model.Processor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Delivery streams that part records by what is in them, or by what a function says.
 */
class FirehosePartitioningIntegrationTests {

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	@BeforeEach
	void start() {
		this.testbed = new FirehoseTestbed(this.directory);
	}

	@AfterEach
	void close() {
		this.testbed.close();
	}

	private void create(String prefix, Processor... processors) {
		this.testbed.create("orders",
				(s3) -> s3.prefix(prefix)
					.errorOutputPrefix("errors/!{firehose:error-output-type}/")
					.bufferingHints((hints) -> hints.sizeInMBs(64).intervalInSeconds(60))
					.dynamicPartitioningConfiguration((partitioning) -> partitioning.enabled(true))
					.processingConfiguration((processing) -> processing.enabled(true).processors(processors)));
	}

	private static Processor query(String query) {
		return FirehoseTestbed.processor("MetadataExtraction", "MetadataExtractionQuery", query, "JsonParsingEngine",
				"JQ-1.6");
	}

	private static Map<String, String> byFolder(Map<String, String> objects) {
		Map<String, String> folders = new TreeMap<>();
		objects.forEach(
				(key, content) -> folders.merge(key.substring(0, key.indexOf("/orders-1-")), content, String::concat));
		return folders;
	}

	@Test
	void recordsArePartedByWhatAQueryFindsInThem() {
		create("c=!{partitionKeyFromQuery:customer}/t=!{partitionKeyFromQuery:type}/!{timestamp:yyyy}/",
				query("{customer: .customer.id, \"type\": .type}"));
		this.testbed.put("orders", "{\"customer\":{\"id\":1},\"type\":\"buy\"}",
				"{\"customer\":{\"id\":2},\"type\":\"buy\"}", "{\"type\":\"buy\",\"customer\":{\"id\":1}}");
		assertThat(byFolder(this.testbed.objectsAfter(Duration.ofSeconds(60), 2))).containsOnly(
				Map.entry("c=1/t=buy/2026",
						"{\"customer\":{\"id\":1},\"type\":\"buy\"}{\"type\":\"buy\",\"customer\":{\"id\":1}}"),
				Map.entry("c=2/t=buy/2026", "{\"customer\":{\"id\":2},\"type\":\"buy\"}"));
	}

	@Test
	void recordWithoutKeysGoesIntoAnErrorFile() {
		create("c=!{partitionKeyFromQuery:customer}/!{timestamp:yyyy}/", query("{customer: .customer}"));
		this.testbed.put("orders", "{\"customer\":7}", "{\"other\":7}", "no JSON", "{\"customer\":\"\"}");
		Map<String, String> folders = byFolder(this.testbed.objectsAfter(Duration.ofSeconds(60), 2));
		assertThat(folders).containsEntry("c=7/2026", "{\"customer\":7}");
		assertThat(folders.getOrDefault("errors/processing-failed/2026/01/02/03", "").lines()).hasSize(3)
			.allSatisfy((line) -> assertThat(line).contains("DynamicPartitioning.MetadataExtractionFailed"));
	}

	@Test
	void recordsArePartedByWhatAFunctionSays() {
		this.testbed.endpoint().firehose().function("keys", (event) -> {
			RequestBody read = WireFormat.JSON.read(event);
			return WireFormat.JSON.write((out) -> out.objects("records", FirehoseTestbed.records(read),
					(entry, record) -> entry.text("recordId", record.text("recordId"))
						.text("result", "Ok")
						.text("data", record.text("data"))
						.object("metadata", (metadata) -> metadata.object("partitionKeys",
								(keys) -> keys.text("first", FirehoseTestbed.text(record).substring(0, 1))))));
		});
		create("f=!{partitionKeyFromLambda:first}/!{timestamp:yyyy}/",
				FirehoseTestbed.processor("Lambda", "LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:keys"),
				FirehoseTestbed.processor("AppendDelimiterToRecord"));
		this.testbed.put("orders", "apple", "banana", "avocado");
		assertThat(byFolder(this.testbed.objectsAfter(Duration.ofSeconds(60), 2)))
			.containsOnly(Map.entry("f=a/2026", "apple\navocado\n"), Map.entry("f=b/2026", "banana\n"));
	}

	@Test
	void partOfARecordHasKeysOfItsOwn() {
		create("n=!{partitionKeyFromQuery:n}/!{timestamp:yyyy}/",
				FirehoseTestbed.processor("RecordDeAggregation", "SubRecordType", "DELIMITED", "Delimiter", "Cg=="),
				query("{n: .n}"), FirehoseTestbed.processor("AppendDelimiterToRecord"));
		this.testbed.put("orders", "{\"n\":1}\n{\"n\":2}\n{\"n\":1,\"x\":0}\n");
		assertThat(byFolder(this.testbed.objectsAfter(Duration.ofSeconds(60), 2))).containsOnly(
				Map.entry("n=1/2026", "{\"n\":1}\n{\"n\":1,\"x\":0}\n"), Map.entry("n=2/2026", "{\"n\":2}\n"));
	}

	@Test
	void recordOfThe501stPartitionGoesIntoAnErrorFile() {
		create("n=!{partitionKeyFromQuery:n}/!{timestamp:yyyy}/", query("{n: .n}"));
		this.testbed.put("orders", IntStream.range(0, 500).mapToObj((n) -> "{\"n\":" + n + "}").toArray(String[]::new));
		this.testbed.put("orders", "{\"n\":500}", "{\"n\":0}");
		Map<String, String> folders = byFolder(this.testbed.objectsAfter(Duration.ofSeconds(60), 501));
		assertThat(folders).containsEntry("n=0/2026", "{\"n\":0}{\"n\":0}").doesNotContainKey("n=500/2026");
		assertThat(folders.get("errors/processing-failed/2026/01/02/03"))
			.contains("DynamicPartitioning.ActivePartitionsExceeded");
	}

}
