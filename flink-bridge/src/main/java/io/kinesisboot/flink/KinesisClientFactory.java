package io.kinesisboot.flink;

import java.io.Serializable;

import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Makes the client of a source or a sink, on the machine that uses it. Serializable,
 * because it travels there with the job. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface KinesisClientFactory extends Serializable {

	/**
	 * Makes a client.
	 * @return a new client, which is closed by whoever asked for it
	 */
	KinesisAsyncClient create();

}
