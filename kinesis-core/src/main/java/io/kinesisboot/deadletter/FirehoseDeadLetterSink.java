package io.kinesisboot.deadletter;

import java.time.Duration;
import java.util.Arrays;

import io.kinesisboot.SdkCalls;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;

/**
 * Puts dead letters into a Firehose delivery stream as {@link DeadLetterJson JSON}, a
 * line each, up to 1,000 KiB (PutRecord): a payload of some 745 KiB. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirehoseDeadLetterSink implements DeadLetterSink {

	private static final int MAX_BYTES = 1000 * 1024;

	private final FirehoseAsyncClient client;

	private final Destination destination;

	private final Duration timeout;

	/**
	 * Creates a sink.
	 * @param client the client
	 * @param destination the delivery stream, which must be where the client writes to
	 * @param timeout how long to wait for an answer
	 */
	public FirehoseDeadLetterSink(FirehoseAsyncClient client, Destination destination, Duration timeout) {
		this.client = client;
		this.destination = destination.require(Destination.Scheme.FIREHOSE);
		this.timeout = timeout;
	}

	@Override
	public void put(DeadLetter letter) {
		byte[] line = line(letter);
		if (line.length > MAX_BYTES) {
			throw new DeadLetterTooLargeException(letter, this.destination, MAX_BYTES, "PutRecord limit", line.length);
		}
		SdkCalls.await("PutRecord of the dead letter of %s to '%s'".formatted(letter.record(), this.destination),
				this.client.putRecord((request) -> request.deliveryStreamName(this.destination.name())
					.record((record) -> record.data(SdkBytes.fromByteArrayUnsafe(line)))),
				this.timeout);
	}

	private static byte[] line(DeadLetter letter) {
		byte[] json = DeadLetterJson.write(letter);
		byte[] line = Arrays.copyOf(json, json.length + 1);
		line[json.length] = '\n';
		return line;
	}

}
