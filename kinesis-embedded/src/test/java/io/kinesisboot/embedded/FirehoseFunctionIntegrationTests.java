package io.kinesisboot.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Functions that transform records, and the error files of those that they do not.
 */
class FirehoseFunctionIntegrationTests {

	private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:shout";

	private final List<RequestBody> events = Collections.synchronizedList(new ArrayList<>());

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

	private void create(String... parameters) {
		List<String> all = new ArrayList<>(List.of("LambdaArn", ARN, "BufferIntervalInSeconds", "0"));
		all.addAll(List.of(parameters));
		this.testbed.create("orders", (s3) -> transformed(s3, all.toArray(String[]::new)));
	}

	private static void transformed(ExtendedS3DestinationConfiguration.Builder s3, String... parameters) {
		s3.prefix("out/")
			.errorOutputPrefix("errors/!{firehose:error-output-type}/")
			.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))
			.processingConfiguration((processing) -> processing.enabled(true)
				.processors(FirehoseTestbed.processor("Lambda", parameters)));
	}

	/**
	 * Adds a function.
	 * @param answer answers each record: the event's in, what stands in its place out
	 */
	private void function(Function<RequestBody, String> answer) {
		this.testbed.endpoint().firehose().function("shout", (event) -> {
			RequestBody read = WireFormat.JSON.read(event);
			this.events.add(read);
			return FirehoseTestbed.records(read)
				.stream()
				.map(answer)
				.collect(Collectors.joining(",", "{\"records\":[", "]}"))
				.getBytes(StandardCharsets.UTF_8);
		});
	}

	private static String ok(RequestBody record, String text) {
		return answer(record, "Ok", text);
	}

	private static String answer(RequestBody record, String result, String text) {
		return "{\"recordId\":\"%s\",\"result\":\"%s\",\"data\":\"%s\"}".formatted(record.text("recordId"), result,
				base64(text));
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private Map<String, Object> onlyErrorLine(Map<String, String> objects) {
		String file = objects.entrySet()
			.stream()
			.filter((object) -> object.getKey().startsWith("errors/processing-failed/2026/01/02/03/orders-1-"))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No error file in " + objects));
		assertThat(file).endsWith("\n").containsOnlyOnce("\n");
		return WireFormat.JSON.read(file.getBytes(StandardCharsets.UTF_8)).members();
	}

	@Test
	void recordsAreDeliveredAsTheFunctionAnswers() {
		function((record) -> ok(record, FirehoseTestbed.text(record).toUpperCase(Locale.ROOT) + "!"));
		create();
		this.testbed.put("orders", "a", "b");
		assertThat(this.testbed.objectsAfter(Duration.ofMinutes(1), 1).values()).containsExactly("A!B!");
		RequestBody event = this.events.get(0);
		assertThat(event.text("deliveryStreamArn"))
			.isEqualTo("arn:aws:firehose:us-east-1:000000000000:deliverystream/orders");
		assertThat(event.text("region")).isEqualTo("us-east-1");
		assertThat(event.text("invocationId")).isNotBlank();
		assertThat(FirehoseTestbed.records(event).get(0).members()).containsOnlyKeys("recordId",
				"approximateArrivalTimestamp", "data");
		assertThat(FirehoseTestbed.records(event).get(0).members()).containsEntry("approximateArrivalTimestamp",
				1767323045678L);
	}

	@Test
	void droppedRecordGoesNowhereAndFailedOneIntoAnErrorFile() {
		function((record) -> switch (FirehoseTestbed.text(record)) {
			case "drop" -> "{\"recordId\":\"%s\",\"result\":\"Dropped\"}".formatted(record.text("recordId"));
			case "fail" -> answer(record, "ProcessingFailed", "changed");
			default -> ok(record, "kept");
		});
		create();
		this.testbed.put("orders", "keep", "drop", "fail");
		Map<String, String> objects = this.testbed.objectsAfter(Duration.ofMinutes(1), 2);
		assertThat(objects.values()).contains("kept");
		assertThat(onlyErrorLine(objects)).containsEntry("rawData", base64("fail"))
			.containsEntry("errorCode", "Lambda.ProcessingFailedStatus")
			.containsEntry("errorMessage", "ProcessingFailed status set for record")
			.containsEntry("attemptsMade", 1)
			.containsEntry("arrivalTimestamp", 1767323045678L)
			.containsEntry("lambdaArn", ARN)
			.containsKey("attemptEndingTimestamp")
			.hasSize(7);
	}

	@Test
	void functionThatThrowsIsCalledThreeTimesMoreAndItsRecordsGoIntoErrorFiles() {
		this.testbed.endpoint().firehose().function("shout", (event) -> {
			this.events.add(WireFormat.JSON.read(event));
			throw new IOException("Out of order");
		});
		create();
		this.testbed.put("orders", "a");
		Map<String, String> objects = this.testbed.objectsAfter(Duration.ofMinutes(1), 1);
		assertThat(onlyErrorLine(objects)).containsEntry("errorCode", "Lambda.FunctionError")
			.containsEntry("attemptsMade", 4)
			.containsEntry("rawData", base64("a"));
		assertThat(this.events).hasSize(4);
	}

	@Test
	void functionThatRecoversLosesNothing() {
		this.testbed.endpoint().firehose().function("shout", (event) -> {
			this.events.add(WireFormat.JSON.read(event));
			if (this.events.size() < 3) {
				throw new IOException("Out of order");
			}
			RequestBody record = FirehoseTestbed.records(this.events.get(0)).get(0);
			return ("{\"records\":[" + ok(record, "late") + "]}").getBytes(StandardCharsets.UTF_8);
		});
		create();
		this.testbed.put("orders", "a");
		assertThat(this.testbed.objectsAfter(Duration.ofMinutes(1), 1).values()).containsExactly("late");
	}

	@Test
	void retriesCanBeSwitchedOff() {
		this.testbed.endpoint().firehose().function("shout", (event) -> {
			this.events.add(WireFormat.JSON.read(event));
			throw new IOException("Out of order");
		});
		create("NumberOfRetries", "0");
		this.testbed.put("orders", "a");
		this.testbed.objectsAfter(Duration.ofMinutes(1), 1);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void functionThatIsNotThereIsAnError() {
		create();
		this.testbed.put("orders", "a");
		assertThat(onlyErrorLine(this.testbed.objectsAfter(Duration.ofMinutes(1), 1))).containsEntry("errorCode",
				"Lambda.ResourceNotFound");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					Lambda.MissingRecordId|{"records":[]}
					Lambda.MissingRecordId|{"records":[{"recordId":"other","result":"Ok","data":""}]}
					Lambda.MissingRecordId|{}
					Lambda.DuplicatedRecordId|{"records":[{"recordId":"ID","result":"Dropped"},{"recordId":"ID","result":"Dropped"}]}
					Lambda.JsonProcessingException|{"records":[{"recordId":"ID","result":"Fine","data":""}]}
					Lambda.JsonProcessingException|{"records":[{"recordId":"ID","result":"Ok"}]}
					Lambda.JsonProcessingException|{"records":[{"recordId":"ID","result":"Ok","data":"not base64"}]}
					Lambda.JsonProcessingException|{"records":[{"recordId":"ID","data":""}]}
					Lambda.JsonProcessingException|not JSON
					Lambda.JsonProcessingException|{"records":"none"}
					""")
	void answerThatIsWrongFailsTheRecord(String code, String answer) {
		this.testbed.endpoint()
			.firehose()
			.function("shout",
					(event) -> answer
						.replace("ID",
								String.valueOf(
										FirehoseTestbed.records(WireFormat.JSON.read(event)).get(0).text("recordId")))
						.getBytes(StandardCharsets.UTF_8));
		create();
		this.testbed.put("orders", "a");
		assertThat(onlyErrorLine(this.testbed.objectsAfter(Duration.ofMinutes(1), 1))).containsEntry("errorCode", code)
			.containsEntry("rawData", base64("a"));
	}

	@Test
	void answerOfMoreThan6MiBIsAnError() {
		this.testbed.endpoint().firehose().function("shout", (event) -> new byte[6 * 1024 * 1024 + 1]);
		create();
		this.testbed.put("orders", "a");
		assertThat(onlyErrorLine(this.testbed.objectsAfter(Duration.ofMinutes(1), 1)).get("errorMessage")).asString()
			.contains("6291456");
	}

	@Test
	void recordThatHoldsSeveralIsTakenApartBeforeTheFunction() {
		function((record) -> ok(record, "<" + FirehoseTestbed.text(record) + ">"));
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))
			.processingConfiguration((processing) -> processing.enabled(true)
				.processors(FirehoseTestbed.processor("RecordDeAggregation", "SubRecordType", "JSON"),
						FirehoseTestbed.processor("Lambda", "LambdaArn", ARN, "BufferIntervalInSeconds", "0"))));
		this.testbed.put("orders", "{\"n\":1}{\"n\":2}\n[3]", "no JSON");
		assertThat(this.testbed.objectsAfter(Duration.ofMinutes(1), 1).values())
			.containsExactly("<{\"n\":1}><{\"n\":2}><[3]><no JSON>");
	}

}
