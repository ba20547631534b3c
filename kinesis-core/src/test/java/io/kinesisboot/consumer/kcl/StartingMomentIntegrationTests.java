package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import io.kinesisboot.embedded.fault.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MomentRetrieval}: what is put once an application has been started is
 * handled, whatever happens before a shard has its first checkpoint.
 */
class StartingMomentIntegrationTests {

	private static final SourceTestBed bed = new SourceTestBed();

	private final String stream = bed.createStream("orders", 2);

	private final RecordSource.Request request = new RecordSource.Request("app-" + this.stream, List.of(this.stream),
			StartingPosition.LATEST);

	@AfterAll
	static void close() {
		bed.close();
	}

	static Stream<Retrieval> retrievals() {
		return Stream.of(Retrieval.POLLING, Retrieval.FAN_OUT);
	}

	@ParameterizedTest
	@MethodSource("retrievals")
	void firstRecordOfAShardThatStoppedItIsHandledAfterARestart(Retrieval retrieval) {
		RecordSource.Request request = this.request.withRetrieval(retrieval);
		stopAt("first-1", request);
		bed.put(this.stream, List.of("second-1", "second-0"));
		Source again = bed.source(request, "another").start();
		SourceTestBed
			.await(() -> assertThat(again.texts()).containsExactlyInAnyOrder("first-1", "second-1", "second-0"));
	}

	@ParameterizedTest
	@MethodSource("retrievals")
	void recordsThatArePutWhileNobodyReadsAreHandledAndOlderOnesAreNot(Retrieval retrieval) {
		RecordSource.Request request = this.request.withRetrieval(retrieval);
		bed.put(this.stream, List.of("before-0", "before-1"));
		assertThat(bed.source(request, "worker").start().stop()).isTrue();
		bed.put(this.stream, List.of("gap-0", "gap-1"));
		Source again = bed.source(request, "another").start();
		SourceTestBed.await(() -> assertThat(again.texts()).hasSizeGreaterThanOrEqualTo(2));
		assertThat(again.texts()).containsExactlyInAnyOrder("gap-0", "gap-1");
	}

	@Test
	void positionThatCountsBackStaysWhereItWasAtTheFirstStart() {
		RecordSource.Request request = this.request.withStartingPosition(StartingPosition.back(Duration.ofMinutes(10)));
		bed.put(this.stream, List.of("old-0"));
		bed.clock().advance(Duration.ofMinutes(20));
		stopAt("first-1", request);
		bed.clock().advance(Duration.ofMinutes(20));
		Source again = bed.source(request, "another").start();
		SourceTestBed.await(() -> assertThat(again.texts()).containsExactly("first-1"));
	}

	@Test
	void iteratorThatExpiresBeforeTheFirstRecordSkipsNothing() {
		Source source = bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(bed.embedded().calls().of("GetRecords"))
			.anyMatch((call) -> this.stream.equals(call.stream())));
		bed.embedded().faults().add(Fault.expireIterators().stream(this.stream).times(4).build());
		bed.put(this.stream, List.of("first-0", "first-1"));
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactlyInAnyOrder("first-0", "first-1"));
	}

	@Test
	void clockThatIsWrongNeitherSkipsRecordsNorAsksForTheFuture() {
		Clock wrong = Clock.offset(bed.clock(), Duration.ofHours(1));
		Source source = bed.source(this.request, KclOptions.defaults(), bed.dynamoDb(), wrong).start();
		bed.put(this.stream, List.of("first-0", "first-1"));
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactlyInAnyOrder("first-0", "first-1"));
	}

	/**
	 * Starts a source, which cannot handle the first record that is put then.
	 */
	private void stopAt(String text, RecordSource.Request request) {
		Queue<ReceivedRecord> refused = new ConcurrentLinkedQueue<>();
		RecordSource source = bed.source(request, KclOptions.defaults(), bed.dynamoDb(), bed.clock(),
				(shard) -> TestShards.handler((record) -> {
					refused.add(record);
					throw new IllegalStateException("Deliberate failure of a test");
				}));
		source.start();
		bed.put(this.stream, List.of(text));
		SourceTestBed.await(() -> assertThat(refused).hasSize(1));
		assertThat(source.stop(KinesisTestEndpoint.patience())).isTrue();
	}

}
