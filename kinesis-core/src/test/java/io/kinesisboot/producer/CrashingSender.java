package io.kinesisboot.producer;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * A process that sends numbers and prints those that are acknowledged, a line each, until
 * it is killed.
 */
public final class CrashingSender {

	static final String ACKNOWLEDGED = "acknowledged ";

	private static final int KEYS = 50;

	private CrashingSender() {
	}

	public static void main(String[] args) {
		KinesisAsyncClient client = KinesisAsyncClient.builder()
			.endpointOverride(URI.create(args[0]))
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build();
		KinesisProducer producer = KinesisProducer.builder(client)
			.options(ProducerOptions.builder().memory(2 * 1024 * 1024).build())
			.build();
		for (int number = 0; true; number++) {
			String text = Integer.toString(number);
			producer
				.send(new UserRecord(args[1], "key-" + number % KEYS,
						ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
				.thenRun(() -> print(text));
		}
	}

	private static void print(String number) {
		System.out.println(ACKNOWLEDGED + number);
		System.out.flush();
	}

}
