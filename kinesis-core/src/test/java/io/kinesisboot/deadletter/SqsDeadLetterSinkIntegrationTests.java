package io.kinesisboot.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SqsDeadLetterSink}.
 */
@Timeout(120)
class SqsDeadLetterSinkIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final SqsTestEndpoint endpoint = new SqsTestEndpoint();

	@AfterAll
	static void close() {
		endpoint.close();
	}

	private static DeadLetterSink sink(SqsQueue queue) {
		return new SqsDeadLetterSink(endpoint.client(), queue, TIMEOUT);
	}

	private static SqsQueue queue(String name) {
		return SqsQueue.find(endpoint.client(), endpoint.createQueue(name), TIMEOUT);
	}

	private static List<Message> receive(SqsQueue queue) {
		return SdkCalls
			.await("ReceiveMessage",
					endpoint.client()
						.receiveMessage((request) -> request.queueUrl(queue.url())
							.maxNumberOfMessages(10)
							.messageAttributeNames("All")
							.messageSystemAttributeNames(MessageSystemAttributeName.ALL)))
			.messages();
	}

	private static DeadLetter read(Message message) {
		return DeadLetterJson.read(message.body().getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void recordArrivesWholeAndItsAttributesTellWhereItComesFrom() {
		SqsQueue queue = queue("dead");
		sink(queue).put(DeadLetterSamples.letter());
		assertThat(receive(queue)).singleElement().satisfies((message) -> {
			assertThat(read(message)).isEqualTo(DeadLetterSamples.letter());
			assertThat(message.messageAttributes()).hasSize(6);
			assertThat(message.messageAttributes()).hasEntrySatisfying("Kinesis_deadLetterStreamName",
					(value) -> assertThat(value.stringValue()).isEqualTo("orders"));
			assertThat(message.messageAttributes()).hasEntrySatisfying("Kinesis_deadLetterExceptionClass",
					(value) -> assertThat(value.stringValue()).isEqualTo("java.lang.IllegalStateException"));
		});
	}

	@Test
	void urlAndArnNameTheQueueToo() {
		SqsQueue byName = queue("dead");
		SqsQueue byUrl = SqsQueue.find(endpoint.client(), Destination.of("sqs:" + byName.url()), TIMEOUT);
		Destination arn = Destination.of("arn:aws:sqs:us-east-1:000000000000:" + byName.destination().name());
		assertThat(byUrl.url()).isEqualTo(byName.url());
		assertThat(SqsQueue.find(endpoint.client(), arn, TIMEOUT).url()).isEqualTo(byName.url());
	}

	@Test
	void arnOfAnotherRegionIsRefused() {
		Destination arn = Destination.of("arn:aws:sqs:eu-west-1:000000000000:dead");
		assertThatIllegalArgumentException().isThrownBy(() -> SqsQueue.find(endpoint.client(), arn, TIMEOUT))
			.withMessage("The region of destination '%s' must be that of the client of SQS but that was 'us-east-1'",
					arn);
	}

	@Test
	void queueThatIsNotThereIsNamedBeforeARecordFails() {
		DeadLetterDestinations destinations = DeadLetterDestinations.builder(Clock.systemUTC())
			.sqs(endpoint::client)
			.build();
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> destinations.recoverer(Destination.of("sqs:nothing"), null))
			.withMessageStartingWith("GetQueueUrl of 'sqs:nothing' failed: ");
	}

	@Test
	void recordInAFifoQueueIsGroupedByItsKeyAndThereOnce() {
		SqsQueue queue = queue("dead.fifo");
		DeadLetterSink sink = sink(queue);
		sink.put(DeadLetterSamples.letter());
		sink.put(DeadLetterSamples.letter());
		DeadLetter oddKey = DeadLetterSamples
			.letter(DeadLetterSamples.record("returns", "clé ".repeat(60), ByteBuffer.allocate(1)));
		sink.put(oddKey);
		List<Message> messages = receive(queue);
		assertThat(messages).extracting(SqsDeadLetterSinkIntegrationTests::read)
			.containsExactlyInAnyOrder(DeadLetterSamples.letter(), oddKey);
		assertThat(messages).extracting(SqsDeadLetterSinkIntegrationTests::group)
			.contains("key")
			.anyMatch((group) -> group.matches("[0-9a-f]{64}"));
	}

	private static String group(Message message) {
		Map<MessageSystemAttributeName, String> attributes = message.attributes();
		return attributes.getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
	}

	@Test
	void recordThatIsTooLargeIsRefusedBeforeItIsSent() {
		SqsQueue queue = queue("dead");
		assertThatExceptionOfType(DeadLetterTooLargeException.class)
			.isThrownBy(() -> sink(queue).put(DeadLetterSamples.letter(800 * 1024)))
			.withMessageContaining("must not be larger than 1048576 bytes in '%s' (SendMessage limit) but was ",
					queue.destination());
	}

	@Test
	void refusedSendIsThrownAndNamesTheDestination() {
		SqsQueue queue = queue("dead");
		SdkCalls.await("DeleteQueue", endpoint.client().deleteQueue((request) -> request.queueUrl(queue.url())));
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> sink(queue).put(DeadLetterSamples.letter()))
			.withMessageContaining("of stream 'orders' to '" + queue.destination() + "' failed: ");
	}

}
