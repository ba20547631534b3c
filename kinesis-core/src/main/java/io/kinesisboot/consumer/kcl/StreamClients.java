package io.kinesisboot.consumer.kcl;

import io.kinesisboot.consumer.RecordSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Knows by which client each stream is read. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StreamClients {

	/**
	 * Finds the client that a stream is read by, with its credentials.
	 * @param request what the application's sources read
	 * @param stream the stream, as it stands in the request
	 * @return the client, which is not the caller's to close
	 */
	KinesisAsyncClient client(RecordSource.Request request, String stream);

}
