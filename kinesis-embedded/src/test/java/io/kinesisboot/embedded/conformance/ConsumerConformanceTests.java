package io.kinesisboot.embedded.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * RegisterStreamConsumer, DescribeStreamConsumer, ListStreamConsumers and
 * DeregisterStreamConsumer.
 */
class ConsumerConformanceTests extends ConformanceSupport {

	@Test
	void registeredConsumerBecomesActive() {
		createStream(1);
		Consumer registered = register("one");
		assertThat(registered.consumerName()).isEqualTo("one");
		assertThat(registered.consumerARN()).matches(arn() + "/consumer/one:\\d+");
		assertThat(registered.consumerStatus()).isIn(ConsumerStatus.CREATING, ConsumerStatus.ACTIVE);
		assertThat(registered.consumerCreationTimestamp()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
				Instant.now().plusSeconds(1));
		awaitActive("one", 1);
		ConsumerDescription described = client()
			.describeStreamConsumer((request) -> request.consumerARN(registered.consumerARN()))
			.consumerDescription();
		assertThat(described.consumerName()).isEqualTo("one");
		assertThat(described.consumerARN()).isEqualTo(registered.consumerARN());
		assertThat(described.consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
		assertThat(described.consumerCreationTimestamp()).isEqualTo(registered.consumerCreationTimestamp());
		assertThat(describeConsumer("one").streamARN()).isEqualTo(arn());
	}

	private Consumer register(String name) {
		return client().registerStreamConsumer((request) -> request.streamARN(arn()).consumerName(name)).consumer();
	}

	private void awaitActive(String name, int count) {
		eventually().until(() -> describeConsumer(name).consumerStatus() == ConsumerStatus.ACTIVE);
		eventually().until(() -> list().consumers()
			.stream()
			.filter((consumer) -> consumer.consumerStatus() == ConsumerStatus.ACTIVE)
			.count() == count);
	}

	private ListStreamConsumersResponse list() {
		return client().listStreamConsumers((request) -> request.streamARN(arn()));
	}

	@Test
	void nameOfAConsumerIsTakenOnceInAStream() {
		createStream(1);
		register("one");
		refused(ResourceInUseException.class, () -> register("one"));
	}

	@Test
	void deregistrationIsByArnOrByName() {
		createStream(1);
		String arn = register("one").consumerARN();
		register("two");
		awaitActive("one", 2);
		client().deregisterStreamConsumer((request) -> request.consumerARN(arn));
		client().deregisterStreamConsumer((request) -> request.streamARN(arn()).consumerName("two"));
		eventually().untilAsserted(() -> {
			assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> describeConsumer("one"));
			assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> describeConsumer("two"));
		});
		assertThat(list().consumers()).isEmpty();
		refused(ResourceNotFoundException.class,
				() -> client().deregisterStreamConsumer((request) -> request.consumerARN(arn)));
	}

	@Test
	void descriptionIsByArnOrByStreamAndName() {
		createStream(1);
		register("one");
		refused(InvalidArgumentException.class,
				() -> client().describeStreamConsumer((request) -> request.consumerName("one")));
		refused(InvalidArgumentException.class,
				() -> client().describeStreamConsumer((request) -> request.streamARN(arn())));
		refused(InvalidArgumentException.class, () -> client().deregisterStreamConsumer((request) -> {
		}));
		refused(ResourceNotFoundException.class, () -> describeConsumer("two"));
	}

	@Test
	void listOfConsumersHasPages() {
		createStream(1);
		List.of("one", "three", "two").forEach(this::register);
		assertThat(list().consumers()).extracting(Consumer::consumerName)
			.containsExactlyInAnyOrder("one", "two", "three");
		ListStreamConsumersResponse first = client()
			.listStreamConsumers((request) -> request.streamARN(arn()).maxResults(1));
		assertThat(first.consumers()).hasSize(1);
		assertThat(first.nextToken()).isNotBlank();
		ListStreamConsumersResponse second = client()
			.listStreamConsumers((request) -> request.streamARN(arn()).maxResults(2).nextToken(first.nextToken()));
		assertThat(second.consumers()).hasSize(2).doesNotContainAnyElementsOf(first.consumers());
		Deviation.of(Engine.KINESIS_LOCAL,
				"NextToken is there when more is to be listed (ListStreamConsumers); kinesis-local sends one with the "
						+ "last page")
			.check(() -> assertThat(second.nextToken()).isNull(), () -> assertThat(second.nextToken()).isNotBlank());
	}

	@Test
	void streamHasTwentyConsumersAtMost() {
		createStream(1);
		for (int turn = 0; turn < 4; turn++) {
			String prefix = "consumer-" + turn + "-";
			IntStream.range(0, 5).forEach((index) -> register(prefix + index));
			awaitActive(prefix + 4, (turn + 1) * 5);
		}
		refused(LimitExceededException.class, () -> register("one-too-many"));
	}

	@Test
	void registrationMayHaveTags() {
		createStream(1);
		String arn = client()
			.registerStreamConsumer(
					(request) -> request.streamARN(arn()).consumerName("one").tags(Map.of("team", "billing")))
			.consumer()
			.consumerARN();
		List<Tag> tags = client().listTagsForResource((request) -> request.resourceARN(arn)).tags();
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"Tags of RegisterStreamConsumer take effect from the status CREATING; kinesis-local ignores them")
			.check(() -> assertThat(tags).containsExactly(Tag.builder().key("team").value("billing").build()),
					() -> assertThat(tags).isEmpty());
	}

	@Test
	void nextConsumerOfTheSameNameHasAnotherArn() {
		createStream(1);
		String old = register("one").consumerARN();
		awaitActive("one", 1);
		client().deregisterStreamConsumer((request) -> request.consumerARN(old));
		eventually().untilAsserted(() -> assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> describeConsumer("one")));
		eventually()
			.until(() -> Instant.now().getEpochSecond() > Long.parseLong(old.substring(old.lastIndexOf(':') + 1)));
		assertThat(register("one").consumerARN()).isNotEqualTo(old);
	}

}
