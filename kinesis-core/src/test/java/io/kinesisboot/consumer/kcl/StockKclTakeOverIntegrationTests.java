package io.kinesisboot.consumer.kcl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.StartingPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a lease table says to others: an application of the stock KCL goes on
 * where ours has left, and ours where that has left, also in the middle of an aggregate.
 */
class StockKclTakeOverIntegrationTests {

	private final SourceTestBed bed = new SourceTestBed();

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	@AfterEach
	void close() {
		this.bed.close();
	}

	@Test
	void stockKclGoesOnInTheMiddleOfAnAggregateAndOursInTheMiddleOfAnother() {
		String stream = this.bed.createStream("orders", 1);
		putAggregate(stream, 0, 10);
		putAggregate(stream, 10, 20);
		readOurs(stream, (record) -> take(record, "5"),
				() -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 5)));
		readBare(stream, "13", () -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 14)));
		putAggregate(stream, 20, 22);
		readOurs(stream, (record) -> take(record, "none"),
				() -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 22)));
	}

	@Test
	void whatWasDonePastTheCheckpointIsNotHandledAgainByOursAndIsByOthers() {
		String stream = this.bed.createStream("orders", 1);
		putAggregate(stream, 0, 10);
		List<OpenRecord> open = new ArrayList<>();
		readOurs(stream, (record) -> {
			String text = text(record.record().data());
			if (text.equals("3") || text.equals("6")) {
				open.add(record);
			}
			else {
				this.handled.add(text);
				record.complete();
			}
		}, () -> assertThat(this.handled).hasSize(8));
		assertThat(open).hasSize(2);
		readOurs(stream, (record) -> take(record, "6"), () -> assertThat(this.handled).hasSize(9));
		assertThat(this.handled).endsWith("3").doesNotContain("6");
		this.handled.clear();
		readBare(stream, "9", () -> assertThat(this.handled).containsExactlyElementsOf(numbers(6, 10)));
	}

	/**
	 * Handles a record, unless it is one that stops the shard.
	 */
	private void take(OpenRecord record, String stop) {
		String text = text(record.record().data());
		if (text.equals(stop)) {
			record.fail(new IllegalStateException("stop at " + stop));
			return;
		}
		this.handled.add(text);
		record.complete();
	}

	private void readOurs(String stream, Consumer<OpenRecord> action, Runnable until) {
		RecordSource source = new KclSourceFactory(this.bed.kinesis(), this.bed.dynamoDb(),
				KclOptions.defaults().withWorkerId("ours").withIdleTimeBetweenReads(Duration.ofMillis(200)), List.of(),
				Clock.systemUTC())
			.create(new RecordSource.Request(application(stream), List.of(stream), StartingPosition.TRIM_HORIZON),
					(shard) -> new Handler(action));
		source.start();
		SourceTestBed.await(until::run);
		assertThat(source.stop(Duration.ofSeconds(30))).isTrue();
	}

	private void readBare(String stream, String last, Runnable until) {
		try (Consumers consumers = new Consumers(this.bed.endpoint(), Consumers.Settings.defaults())) {
			Runnable stop = consumers.startBare(application(stream), stream, () -> new Processor(last),
					(name, configs) -> {
					});
			SourceTestBed.await(until::run);
			stop.run();
		}
	}

	private static String application(String stream) {
		return "app-" + stream;
	}

	private void putAggregate(String stream, int from, int to) {
		Aggregator aggregator = new Aggregator(10_000);
		numbers(from, to).forEach((number) -> aggregator.add("key-" + number, null,
				ByteBuffer.wrap(number.getBytes(StandardCharsets.UTF_8)), Map.of()));
		byte[] data = aggregator.drain();
		SdkCalls.await("PutRecord", this.bed.kinesis()
			.putRecord((request) -> request.streamName(stream).partitionKey("a").data(SdkBytes.fromByteArray(data))));
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

	private static String text(ByteBuffer data) {
		return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
	}

	private record Handler(Consumer<OpenRecord> action) implements ShardHandler {

		@Override
		public void handle(OpenRecord record) {
			this.action.accept(record);
		}

		@Override
		public void readEnded(Duration behindLatest) {
		}

		@Override
		public void stop() {
		}

	}

	/** Checkpoints at one user record, and handles none after it. */
	private final class Processor implements ShardRecordProcessor {

		private final String last;

		private boolean done;

		Processor(String last) {
			this.last = last;
		}

		@Override
		public void initialize(InitializationInput input) {
		}

		@Override
		public void processRecords(ProcessRecordsInput input) {
			for (KinesisClientRecord record : input.records()) {
				if (this.done) {
					return;
				}
				StockKclTakeOverIntegrationTests.this.handled.add(text(record.data()));
				if (text(record.data()).equals(this.last)) {
					this.done = true;
					checkpoint(input.checkpointer(), record);
				}
			}
		}

		private static void checkpoint(RecordProcessorCheckpointer checkpointer, KinesisClientRecord record) {
			try {
				checkpointer.checkpoint(record.sequenceNumber(), record.subSequenceNumber());
			}
			catch (KinesisClientLibException ex) {
				throw new AssertionError(ex);
			}
		}

		@Override
		public void leaseLost(LeaseLostInput input) {
		}

		@Override
		public void shardEnded(ShardEndedInput input) {
		}

		@Override
		public void shutdownRequested(ShutdownRequestedInput input) {
		}

	}

}
