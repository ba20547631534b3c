package io.kinesisboot.listener.method;

import java.util.concurrent.CompletionStage;

import org.springframework.messaging.Message;

/**
 * Sends what listener methods with {@code @SendTo} return. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ResultSender {

	/**
	 * Sends a result.
	 * @param stream the stream's name
	 * @param result the result, with its partition key in the header
	 * {@link io.kinesisboot.KinesisHeaders#PARTITION_KEY}
	 * @return completes when the service has the result; fails if it cannot be sent
	 */
	CompletionStage<?> send(String stream, Message<?> result);

}
