package io.kinesisboot.deadletter.redrive;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.deadletter.DeadLetterJson;
import io.kinesisboot.deadletter.SqsQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads the dead letters of an SQS queue until a read finds none. Messages are deleted
 * when their records were sent back; the others are hidden from other readers until the
 * source is closed, or the visibility timeout is over. In a FIFO queue one that is not
 * sent back holds up those of its key. Confined to one thread.
 *
 * @since 0.1.0
 */
public final class SqsDeadLetterSource implements DeadLetterSource {

	private static final Logger logger = LoggerFactory.getLogger(SqsDeadLetterSource.class);

	private static final int MAX_MESSAGES = 10;

	/** With it all servers of the queue are asked, not some. */
	private static final int WAIT_SECONDS = 1;

	private static final Duration MAX_VISIBILITY = Duration.ofHours(12);

	private final SqsAsyncClient client;

	private final SqsQueue queue;

	private final Duration visibility;

	private final Duration timeout;

	private final Set<String> held = new LinkedHashSet<>();

	private boolean exhausted;

	/**
	 * Creates a source.
	 * @param client the client
	 * @param queue the queue
	 * @param visibility how long a message is hidden, 1 second to 12 hours
	 * (ReceiveMessage); longer than the redrive takes, or it meets the message again
	 * @param timeout how long to wait for an answer
	 */
	public SqsDeadLetterSource(SqsAsyncClient client, SqsQueue queue, Duration visibility, Duration timeout) {
		if (visibility.toSeconds() < 1 || visibility.compareTo(MAX_VISIBILITY) > 0) {
			throw new IllegalArgumentException(
					"'visibility' must be between 1 s and %s (ReceiveMessage limit) but was %s"
						.formatted(MAX_VISIBILITY, visibility));
		}
		this.client = client;
		this.queue = queue;
		this.visibility = visibility;
		this.timeout = timeout;
	}

	@Override
	public List<StoredDeadLetter> next(int max) {
		List<Message> messages = SdkCalls.await("ReceiveMessage of '%s'".formatted(this.queue.destination()),
				this.client.receiveMessage((request) -> request.queueUrl(this.queue.url())
					.maxNumberOfMessages(Math.min(max, MAX_MESSAGES))
					.waitTimeSeconds(WAIT_SECONDS)
					.visibilityTimeout((int) this.visibility.toSeconds())),
				this.timeout)
			.messages();
		this.exhausted = messages.isEmpty();
		return messages.stream().map(this::read).toList();
	}

	private StoredDeadLetter read(Message message) {
		this.held.add(message.receiptHandle());
		return StoredDeadLetter.read(message.receiptHandle(),
				"Message %s of '%s'".formatted(message.messageId(), this.queue.destination()),
				() -> DeadLetterJson.read(message.body().getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public boolean isExhausted() {
		return this.exhausted;
	}

	@Override
	public void delete(List<StoredDeadLetter> letters) {
		List<String> handles = letters.stream().map(StoredDeadLetter::id).toList();
		for (int from = 0; from < handles.size(); from += MAX_MESSAGES) {
			deleteTogether(handles.subList(from, Math.min(from + MAX_MESSAGES, handles.size())));
		}
	}

	private void deleteTogether(List<String> handles) {
		List<BatchResultErrorEntry> failed = SdkCalls
			.await("DeleteMessageBatch of '%s'".formatted(this.queue.destination()),
					this.client.deleteMessageBatch((request) -> request.queueUrl(this.queue.url())
						.entries(IntStream.range(0, handles.size())
							.mapToObj((i) -> DeleteMessageBatchRequestEntry.builder()
								.id(Integer.toString(i))
								.receiptHandle(handles.get(i))
								.build())
							.toList())),
					this.timeout)
			.failed();
		if (!failed.isEmpty()) {
			throw new KinesisBootException("%d of %d messages of '%s' were not deleted; first: %s"
				.formatted(failed.size(), handles.size(), this.queue.destination(), failed.get(0).message()));
		}
		this.held.removeAll(Set.copyOf(handles));
	}

	@Override
	public void close() {
		List<String> handles = List.copyOf(this.held);
		this.held.clear();
		try {
			for (int from = 0; from < handles.size(); from += MAX_MESSAGES) {
				show(handles.subList(from, Math.min(from + MAX_MESSAGES, handles.size())));
			}
		}
		catch (KinesisBootException ex) {
			logger.warn("Messages of '{}' stay hidden for up to {}", this.queue.destination(), this.visibility, ex);
		}
	}

	private void show(List<String> handles) {
		SdkCalls.await("ChangeMessageVisibilityBatch of '%s'".formatted(this.queue.destination()),
				this.client.changeMessageVisibilityBatch((request) -> request.queueUrl(this.queue.url())
					.entries(IntStream.range(0, handles.size())
						.mapToObj((i) -> ChangeMessageVisibilityBatchRequestEntry.builder()
							.id(Integer.toString(i))
							.receiptHandle(handles.get(i))
							.visibilityTimeout(0)
							.build())
						.toList())),
				this.timeout);
	}

}
