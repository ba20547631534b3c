package io.kinesisboot.firehose.delivery.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongUnaryOperator;

import io.kinesisboot.firehose.delivery.DeliveryOptions;
import io.kinesisboot.firehose.delivery.FirehoseTemplate;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;

/**
 * Delivery of records of 1 KiB from one thread, against a program that acknowledges all:
 * by the template, and by a loop of PutRecordBatch that sends again what was refused. In
 * turns, medians of the runs. Run by name.
 */
class DeliveryBenchmark {

	private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

	private static final int RECORDS = Integer.getInteger("benchmark.records", 300_000);

	/** How long the endpoint takes to answer a call. */
	private static final String LATENCY_MILLIS = System.getProperty("benchmark.latency", "0");

	private static final int BATCH = 500;

	private static final int RECORD_BYTES = 1024;

	private static final byte[] PAYLOAD = payload();

	private static byte[] payload() {
		byte[] payload = new byte[RECORD_BYTES];
		Arrays.fill(payload, (byte) 'x');
		payload[RECORD_BYTES - 1] = '\n';
		return payload;
	}

	@Test
	void sideBySide() throws IOException {
		Process endpoint = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), AcknowledgingFirehose.class.getName(), LATENCY_MILLIS)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(endpoint.getInputStream(), StandardCharsets.UTF_8));
				FirehoseAsyncClient client = client(Integer.parseInt(output.readLine()))) {
			DeliveryOptions options = DeliveryOptions.defaults();
			try (FirehoseTemplate template = FirehoseTemplate.builder(client).options(options).build();
					FirehoseTemplate joining = FirehoseTemplate.builder(client)
						.options(options.withDelimiter("\n").withJoinBytes(DeliveryOptions.BILLING_STEP_BYTES))
						.build()) {
				List<Long> ours = new ArrayList<>();
				List<Long> joined = new ArrayList<>();
				List<Long> loops = new ArrayList<>();
				for (int run = 0; run <= RUNS; run++) {
					ours.add(rate((records) -> send(template, records)));
					joined.add(rate((records) -> send(joining, records)));
					loops.add(rate((records) -> loop(client, records)));
				}
				print("template", ours);
				print("template, joining", joined);
				print("loop", loops);
			}
		}
		finally {
			endpoint.destroy();
		}
	}

	/** The first run warms up. */
	private static void print(String contender, List<Long> rates) {
		List<Long> measured = new ArrayList<>(rates.subList(1, rates.size()));
		Collections.sort(measured);
		System.out.printf("%-20s %,10d records/s (%,d to %,d)%n", contender, measured.get(measured.size() / 2),
				measured.get(0), measured.get(measured.size() - 1));
	}

	private static long rate(LongUnaryOperator sender) {
		long start = System.nanoTime();
		long sent = sender.applyAsLong(RECORDS);
		return sent * 1_000_000_000 / (System.nanoTime() - start);
	}

	private static long send(FirehoseTemplate template, long records) {
		for (long i = 0; i < records; i++) {
			template.sendAsync("clicks", PAYLOAD);
		}
		template.flush().join();
		return records;
	}

	private static long loop(FirehoseAsyncClient client, long records) {
		for (long sent = 0; sent < records; sent += BATCH) {
			List<Record> batch = new ArrayList<>(BATCH);
			for (int i = 0; i < BATCH; i++) {
				batch.add(Record.builder().data(SdkBytes.fromByteArray(PAYLOAD)).build());
			}
			while (!batch.isEmpty()) {
				List<Record> puts = batch;
				PutRecordBatchResponse response = client
					.putRecordBatch((request) -> request.deliveryStreamName("clicks").records(puts))
					.join();
				batch = new ArrayList<>();
				for (int i = 0; response.failedPutCount() > 0 && i < puts.size(); i++) {
					if (response.requestResponses().get(i).errorCode() != null) {
						batch.add(puts.get(i));
					}
				}
			}
		}
		return records;
	}

	private static FirehoseAsyncClient client(int port) {
		return FirehoseAsyncClient.builder()
			.endpointOverride(URI.create("http://127.0.0.1:" + port))
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
			.build();
	}

}
