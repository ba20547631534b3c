package io.kinesisboot.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What delivery streams put into buckets, and when, by a clock that the test moves.
 */
class FirehoseBucketIntegrationTests {

	private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

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

	@Test
	void recordsOfAnIntervalBecomeOneObjectNamedByTheTimeOfTheOldest() {
		this.testbed.create("orders", (s3) -> s3.prefix("sales/"));
		this.testbed.put("orders", "a", "b");
		this.testbed.clock().advance(Duration.ofSeconds(200));
		this.testbed.put("orders", "c");
		assertThat(this.testbed.objects()).isEmpty();
		Map<String, String> objects = this.testbed.objectsAfter(Duration.ofSeconds(100), 1);
		assertThat(objects.values()).containsExactly("abc");
		assertThat(objects.keySet()).singleElement()
			.asString()
			.matches("sales/2026/01/02/03/orders-1-2026-01-02-03-04-05-" + UUID);
	}

	@Test
	void fullBufferIsDeliveredWithoutAnyTimePassing() {
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(900)));
		Record record = Record.builder().data(SdkBytes.fromByteArray(new byte[300_000])).build();
		this.testbed.client()
			.putRecordBatch((request) -> request.deliveryStreamName("orders").records(Collections.nCopies(8, record)))
			.join();
		this.testbed.objects(2);
		assertThat(this.testbed.objectBytes().values()).extracting((content) -> content.length)
			.containsExactly(900_000, 900_000);
	}

	@Test
	void withoutBufferingRecordsAreDeliveredAtOnce() {
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
		this.testbed.put("orders", "a");
		assertThat(this.testbed.objects(1).values()).containsExactly("a");
		this.testbed.put("orders", "b");
		assertThat(this.testbed.objects(2).values()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void prefixIsEvaluatedInItsTimeZone() {
		this.testbed.create("orders",
				(s3) -> s3.prefix("year=!{timestamp:yyyy}/at=!{timestamp:HH'h'}/!{firehose:random-string}/")
					.errorOutputPrefix("errors/")
					.customTimeZone("Asia/Tokyo")
					.fileExtension(".json")
					.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
		this.testbed.put("orders", "a");
		assertThat(this.testbed.objects(1).keySet()).singleElement()
			.asString()
			.matches("year=2026/at=12h/[0-9a-z]{11}/orders-1-2026-01-02-12-04-05-" + UUID + "\\.json");
	}

	@Test
	void newlineIsAppendedToEachRecordIfWanted() {
		this.testbed.create("orders",
				(s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))
					.processingConfiguration((processing) -> processing.enabled(true)
						.processors(FirehoseTestbed.processor("AppendDelimiterToRecord"))));
		this.testbed.put("orders", "a", "b");
		assertThat(this.testbed.objectsAfter(Duration.ofMinutes(1), 1).values()).containsExactly("a\nb\n");
	}

	@Test
	void objectsAreCompressed() throws IOException {
		for (CompressionFormat format : List.of(CompressionFormat.GZIP, CompressionFormat.ZIP)) {
			this.testbed.create(format.toString(),
					(s3) -> s3.prefix(format + "/!{timestamp:yyyy}/")
						.errorOutputPrefix("errors/")
						.compressionFormat(format)
						.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
			this.testbed.put(format.toString(), "compressed");
		}
		this.testbed.objects(2);
		Map<String, byte[]> objects = this.testbed.objectBytes();
		byte[] gzip = objects
			.get(objects.keySet().stream().filter((key) -> key.endsWith(".gz")).findFirst().orElseThrow());
		byte[] zip = objects
			.get(objects.keySet().stream().filter((key) -> key.endsWith(".zip")).findFirst().orElseThrow());
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip));
				ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(zip))) {
			assertThat(in.readAllBytes()).asString().isEqualTo("compressed");
			assertThat(archive.getNextEntry()).isNotNull();
			assertThat(archive.readAllBytes()).asString().isEqualTo("compressed");
		}
	}

	@Test
	void updateDeliversWhatThereIsAsBeforeAndTheRestAsNow() {
		this.testbed.create("orders", (s3) -> s3.prefix("old/"));
		this.testbed.put("orders", "a");
		this.testbed.client()
			.updateDestination((request) -> request.deliveryStreamName("orders")
				.currentDeliveryStreamVersionId("1")
				.destinationId("destinationId-000000000001")
				.extendedS3DestinationUpdate((s3) -> s3.prefix("new/")))
			.join();
		this.testbed.objects(1);
		this.testbed.put("orders", "b");
		Map<String, String> objects = this.testbed.objectsAfter(Duration.ofMinutes(5), 2);
		objects.forEach((key, content) -> assertThat(key)
			.startsWith(content.equals("a") ? "old/2026/01/02/03/orders-1-" : "new/2026/01/02/03/orders-2-"));
		assertThat(objects.values()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void objectThatABucketRefusesIsPutAgainUntilItIsTaken() {
		AtomicInteger attempts = new AtomicInteger();
		this.testbed.endpoint().firehose().buckets((bucket, key, content) -> {
			attempts.incrementAndGet();
			throw new IOException("Slow down");
		});
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
		this.testbed.put("orders", "a");
		this.testbed.advanceUntil(Duration.ofMinutes(2), () -> attempts.get() >= 3);
		this.testbed.endpoint().firehose().bucketsIn(this.directory);
		this.testbed.put("orders", "b");
		this.testbed.advanceUntil(Duration.ofMinutes(2), () -> this.testbed.objects().size() == 2);
		assertThat(this.testbed.objects().values()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void objectThatABucketRefusesForADayIsGivenUp() {
		AtomicInteger refused = new AtomicInteger();
		this.testbed.endpoint().firehose().buckets((bucket, key, content) -> {
			refused.incrementAndGet();
			throw new IOException("Slow down");
		});
		this.testbed.create("orders", (s3) -> s3.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
		this.testbed.put("orders", "a");
		await().atMost(Duration.ofSeconds(30)).until(() -> refused.get() >= 1);
		this.testbed.put("orders", "b");
		this.testbed.clock().advance(Duration.ofHours(25));
		await().atMost(Duration.ofSeconds(30)).until(() -> refused.get() >= 3);
		this.testbed.endpoint().firehose().bucketsIn(this.directory);
		this.testbed.advanceUntil(Duration.ofMinutes(2), () -> this.testbed.objects().size() == 1);
		assertThat(this.testbed.objects().values()).containsExactly("b");
	}

	@Test
	void backupHoldsRecordsAsTheyCame() {
		this.testbed.create("orders",
				(s3) -> s3.prefix("out/")
					.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))
					.processingConfiguration((processing) -> processing.enabled(true)
						.processors(FirehoseTestbed.processor("AppendDelimiterToRecord")))
					.s3BackupMode(S3BackupMode.ENABLED)
					.s3BackupConfiguration((backup) -> backup.roleARN(FirehoseTestbed.ROLE)
						.bucketARN("arn:aws:s3:::lake")
						.prefix("raw/")
						.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60))));
		this.testbed.put("orders", "a", "b");
		Map<String, String> objects = this.testbed.objectsAfter(Duration.ofMinutes(1), 2);
		objects.forEach((key, content) -> assertThat(content).isEqualTo(key.startsWith("raw/") ? "ab" : "a\nb\n"));
	}

	@Test
	void keyCannotLeadOutOfTheDirectory() {
		this.testbed.create("orders",
				(s3) -> s3.prefix("../../up/!{timestamp:yyyy}/")
					.errorOutputPrefix("errors/")
					.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0)));
		this.testbed.put("orders", "a");
		assertThat(this.testbed.objects(1).keySet()).singleElement().asString().startsWith("%2E%2E/%2E%2E/up/2026/");
	}

}
