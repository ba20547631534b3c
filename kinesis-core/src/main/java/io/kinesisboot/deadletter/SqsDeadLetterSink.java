package io.kinesisboot.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.kinesisboot.SdkCalls;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends dead letters to an SQS queue. The body is the whole as {@link DeadLetterJson
 * JSON}, since a message takes 10 attributes at most and only some characters; attributes
 * repeat application, listener, stream, shard, sequence number and exception class. A
 * message takes 1 MiB (SendMessage): a payload of some 760 KiB. Thread-safe.
 * <p>
 * In a FIFO queue the group is the partition key, or its SHA-256 if SQS takes no such
 * group. A record that comes again within five minutes is there once.
 *
 * @since 0.1.0
 */
public final class SqsDeadLetterSink implements DeadLetterSink {

	private static final int MAX_BYTES = 1024 * 1024;

	private static final List<String> ATTRIBUTES = List.of(DeadLetterHeaders.APPLICATION_NAME,
			DeadLetterHeaders.LISTENER_ID, DeadLetterHeaders.STREAM_NAME, DeadLetterHeaders.SHARD_ID,
			DeadLetterHeaders.SEQUENCE_NUMBER, DeadLetterHeaders.EXCEPTION_CLASS);

	private static final String TYPE = "String";

	private static final Pattern ATTRIBUTE_VALUE = Pattern.compile("[ -~]{1,1024}");

	private static final Pattern GROUP = Pattern.compile("[!-~]{1,128}");

	private final SqsAsyncClient client;

	private final SqsQueue queue;

	private final Duration timeout;

	/**
	 * Creates a sink.
	 * @param client the client
	 * @param queue the queue
	 * @param timeout how long to wait for an answer
	 */
	public SqsDeadLetterSink(SqsAsyncClient client, SqsQueue queue, Duration timeout) {
		this.client = client;
		this.queue = queue;
		this.timeout = timeout;
	}

	@Override
	public void put(DeadLetter letter) {
		SdkCalls.await(
				"SendMessage of the dead letter of %s to '%s'".formatted(letter.record(), this.queue.destination()),
				this.client.sendMessage(message(letter)), this.timeout);
	}

	private SendMessageRequest message(DeadLetter letter) {
		String body = new String(DeadLetterJson.write(letter), StandardCharsets.US_ASCII);
		Map<String, MessageAttributeValue> attributes = attributes(letter);
		int bytes = body.length() + sizeOf(attributes);
		if (bytes > MAX_BYTES) {
			throw new DeadLetterTooLargeException(letter, this.queue.destination(), MAX_BYTES, "SendMessage limit",
					bytes);
		}
		SendMessageRequest.Builder message = SendMessageRequest.builder()
			.queueUrl(this.queue.url())
			.messageBody(body)
			.messageAttributes(attributes);
		if (this.queue.isFifo()) {
			message.messageGroupId(group(letter.record().partitionKey())).messageDeduplicationId(sha256(letter.path()));
		}
		return message.build();
	}

	private static Map<String, MessageAttributeValue> attributes(DeadLetter letter) {
		Map<String, String> headers = letter.headers();
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		for (String name : ATTRIBUTES) {
			String value = headers.getOrDefault(name, "");
			if (ATTRIBUTE_VALUE.matcher(value).matches()) {
				attributes.put(name, MessageAttributeValue.builder().dataType(TYPE).stringValue(value).build());
			}
		}
		return attributes;
	}

	private static int sizeOf(Map<String, MessageAttributeValue> attributes) {
		return attributes.entrySet()
			.stream()
			.mapToInt((entry) -> entry.getKey().length() + TYPE.length() + entry.getValue().stringValue().length())
			.sum();
	}

	private static String group(String partitionKey) {
		return GROUP.matcher(partitionKey).matches() ? partitionKey : sha256(partitionKey);
	}

	private static String sha256(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
