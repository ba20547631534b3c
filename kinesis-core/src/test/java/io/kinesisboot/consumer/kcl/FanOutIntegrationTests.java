package io.kinesisboot.consumer.kcl;

import java.util.List;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import io.kinesisboot.embedded.ObservedCall;
import io.kinesisboot.embedded.fault.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KclSource} with records that are pushed to it.
 */
class FanOutIntegrationTests {

	private static final SourceTestBed bed = new SourceTestBed();

	private final String stream = bed.createStream("orders", 2);

	private final RecordSource.Request request = new RecordSource.Request("app-" + this.stream, List.of(this.stream),
			StartingPosition.TRIM_HORIZON)
		.withRetrieval(Retrieval.FAN_OUT);

	@AfterAll
	static void close() {
		bed.close();
	}

	@AfterEach
	void clearFaults() {
		bed.embedded().faults().clear();
	}

	@Test
	void recordsOfAShardAndOfItsChildrenAreReceived() {
		List<String> before = texts("before", 20);
		bed.put(this.stream, before);
		Source source = bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactlyInAnyOrderElementsOf(before));
		SdkCalls.await("SplitShard",
				bed.kinesis()
					.splitShard((split) -> split.streamName(this.stream)
						.shardToSplit("shardId-000000000000")
						.newStartingHashKey("1234")));
		List<String> after = texts("after", 20);
		bed.put(this.stream, after);
		SourceTestBed.await(() -> assertThat(source.texts()).containsAll(after));
		assertThat(source.texts()).doesNotHaveDuplicates().hasSize(40);
		assertThat(subscriptions()).hasSizeGreaterThanOrEqualTo(4);
	}

	@Test
	void subscriptionsThatEndLoseNothingAndReorderNothing() {
		Source source = bed.source(this.request, "worker").start();
		List<String> texts = texts("text", 100);
		bed.put(this.stream, List.of("first"));
		SourceTestBed.await(() -> assertThat(source.texts()).contains("first"));
		for (int round = 0; round < 5; round++) {
			bed.embedded().faults().add(Fault.endSubscriptions().stream(this.stream).times(2).build());
			bed.put(this.stream, "key", texts.subList(20 * round, 20 * (round + 1)));
		}
		SourceTestBed.await(() -> assertThat(source.texts().stream().distinct().toList()).hasSize(101));
		assertThat(source.texts().stream().distinct().filter(texts::contains)).containsExactlyElementsOf(texts);
	}

	@Test
	void applicationsHaveConsumersOfTheirOwnWhichStayRegistered() {
		Source orders = bed.source(this.request, "worker").start();
		Source audit = bed
			.source(new RecordSource.Request("audit-" + this.stream, List.of(this.stream),
					StartingPosition.TRIM_HORIZON)
				.withRetrieval(Retrieval.FAN_OUT.withConsumer("auditor")), "worker")
			.start();
		List<String> texts = texts("text", 20);
		bed.put(this.stream, texts);
		SourceTestBed.await(() -> assertThat(orders.texts()).containsExactlyInAnyOrderElementsOf(texts));
		SourceTestBed.await(() -> assertThat(audit.texts()).containsExactlyInAnyOrderElementsOf(texts));
		assertThat(orders.stop()).isTrue();
		assertThat(audit.stop()).isTrue();
		assertThat(bed.consumers(this.stream)).extracting(Consumer::consumerName)
			.containsExactlyInAnyOrder("app-" + this.stream, "auditor");
	}

	@Test
	void consumerIsTakenByItsArn() {
		String arn = register("reader");
		Source source = bed.source(this.request.withRetrieval(Retrieval.FAN_OUT.withConsumer(arn)), "worker").start();
		bed.put(this.stream, List.of("text"));
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactly("text"));
		assertThat(bed.consumers(this.stream)).extracting(Consumer::consumerName).containsExactly("reader");
	}

	@Test
	void consumerOfAnotherStreamIsRefused() {
		String other = bed.createStream("other", 1);
		String arn = SdkCalls
			.await("RegisterStreamConsumer", bed.kinesis()
				.registerStreamConsumer((register) -> register.streamARN(bed.arn(other)).consumerName("reader")))
			.consumer()
			.consumerARN();
		Source source = bed.source(this.request.withRetrieval(Retrieval.FAN_OUT.withConsumer(arn)), "worker");
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(source::start)
			.withMessageContainingAll(arn, "not one of stream '" + bed.arn(this.stream) + "'");
	}

	@Test
	void lastWorkerThatStopsDeregistersTheConsumerIfAsked() {
		RecordSource.Request request = this.request.withRetrieval(Retrieval.FAN_OUT.withDeregister(true));
		Source first = bed.source(request, "first").start();
		Source second = bed.source(request, "second").start();
		bed.put(this.stream, texts("text", 10));
		SourceTestBed.await(() -> assertThat(first.handled().size() + second.handled().size()).isEqualTo(10));
		SourceTestBed.await(() -> assertThat(bed.workers(request.applicationName())).contains("first", "second"));
		assertThat(first.stop()).isTrue();
		assertThat(bed.consumers(this.stream)).hasSize(1);
		bed.put(this.stream, List.of("more"));
		SourceTestBed.await(() -> assertThat(second.texts()).contains("more"));
		assertThat(second.stop()).isTrue();
		SourceTestBed.await(() -> assertThat(bed.consumers(this.stream)).isEmpty());
	}

	@Test
	void consumerThatIsDeregisteredUnderASourceEndsNoShard() {
		Source source = bed.source(this.request, "worker").start();
		List<String> before = texts("before", 10);
		bed.put(this.stream, before);
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactlyInAnyOrderElementsOf(before));
		String arn = bed.consumers(this.stream).get(0).consumerARN();
		SdkCalls.await("DeregisterStreamConsumer",
				bed.kinesis().deregisterStreamConsumer((deregister) -> deregister.consumerARN(arn)));
		SourceTestBed.await(
				() -> assertThat(subscriptions()).filteredOn((call) -> call.refusal() != null).hasSizeGreaterThan(2));
		List<String> after = texts("after", 10);
		bed.put(this.stream, after);
		assertThat(source.stop()).isTrue();
		assertThat(bed.leases("app-" + this.stream).values()).hasSize(2)
			.noneMatch((lease) -> lease.checkpoint().equals(ExtendedSequenceNumber.SHARD_END));
		Source again = bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(again.texts()).containsExactlyInAnyOrderElementsOf(after));
	}

	private String register(String name) {
		return SdkCalls
			.await("RegisterStreamConsumer", bed.kinesis()
				.registerStreamConsumer((register) -> register.streamARN(bed.arn(this.stream)).consumerName(name)))
			.consumer()
			.consumerARN();
	}

	private List<ObservedCall> subscriptions() {
		return bed.embedded().calls().of("SubscribeToShard");
	}

	private static List<String> texts(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((number) -> prefix + "-" + number).toList();
	}

}
