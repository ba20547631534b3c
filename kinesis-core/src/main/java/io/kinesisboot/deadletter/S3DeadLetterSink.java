package io.kinesisboot.deadletter;

import java.time.Duration;

import io.kinesisboot.SdkCalls;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Stores dead letters in S3 as {@link DeadLetterJson JSON}, an object each, of any size.
 * Its key is
 * {@code [prefix/][application/]listener/stream/shard/yyyy/MM/dd/sequence-subsequence.json},
 * by the day of arrival in UTC: a record that comes again from the same listener
 * overwrites its object. Thread-safe.
 *
 * @since 0.1.0
 */
public final class S3DeadLetterSink implements DeadLetterSink {

	private final S3AsyncClient client;

	private final Destination destination;

	private final S3Folder folder;

	private final Duration timeout;

	/**
	 * Creates a sink.
	 * @param client the client
	 * @param destination the bucket, with a prefix or without
	 * @param timeout how long to wait for an answer
	 */
	public S3DeadLetterSink(S3AsyncClient client, Destination destination, Duration timeout) {
		this.client = client;
		this.destination = destination;
		this.folder = S3Folder.of(destination);
		this.timeout = timeout;
	}

	@Override
	public void put(DeadLetter letter) {
		SdkCalls
			.await("PutObject of the dead letter of %s to '%s'".formatted(letter.record(), this.destination),
					this.client.putObject(
							(request) -> request.bucket(this.folder.bucket())
								.key(this.folder.key(letter))
								.contentType("application/json"),
							AsyncRequestBody.fromBytes(DeadLetterJson.write(letter))),
					this.timeout);
	}

}
