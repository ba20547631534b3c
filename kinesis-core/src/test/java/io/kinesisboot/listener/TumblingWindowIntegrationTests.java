package io.kinesisboot.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.method.TumblingWindow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tumbling windows with the real KCL.
 */
class TumblingWindowIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private final ListenerHarness harness = new ListenerHarness(endpoint);

	private final Windows windows = new Windows();

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void stopListeners() {
		this.harness.close();
	}

	@Test
	void everyRecordIsInTheStateOfTheWindowOfItsArrivalOnce() {
		String stream = endpoint.createStream("windows", 2);
		start(WINDOW, stream);
		int sent = 0;
		for (int round = 0; round < 3; round++) {
			int before = this.windows.closed.size();
			endpoint.put(stream, "first-" + round, numbers(sent, sent + 50));
			endpoint.put(stream, "second-" + round, numbers(sent + 50, sent + 100));
			sent += 100;
			await(() -> assertThat(this.windows.closed).hasSizeGreaterThan(before));
		}
		int all = sent;
		await(() -> assertThat(this.windows.texts()).hasSize(all));
		assertThat(this.windows.texts()).containsExactlyInAnyOrderElementsOf(numbers(0, all));
		assertThat(this.windows.closed).extracting((window) -> window.shard() + window.start()).doesNotHaveDuplicates();
		assertThat(this.windows.arrivals)
			.allSatisfy((arrival) -> assertThat(arrival.record().approximateArrivalTimestamp())
				.isBetween(arrival.start(), arrival.start().plus(WINDOW)));
	}

	@Test
	void windowThatIsOpenAtAStopIsMadeAnewByTheNextWorker() {
		String stream = endpoint.createStream("windows-restarted", 1);
		endpoint.put(stream, "key", numbers(0, 10));
		KinesisMessageListenerContainer first = start(Duration.ofDays(10_000), stream);
		await(() -> assertThat(this.windows.arrivals).hasSize(10));
		first.stop();
		assertThat(this.windows.closed).isEmpty();
		start(WINDOW, stream);
		await(() -> assertThat(this.windows.texts()).hasSize(10));
		assertThat(this.windows.texts()).containsExactlyElementsOf(numbers(0, 10));
		assertThat(this.windows.arrivals).hasSize(20);
	}

	@Test
	void windowIsClosedBeforeTheShardsThatFollowItsOwn() {
		String stream = endpoint.createStream("windows-split", 1);
		endpoint.put(stream, "key", numbers(0, 10));
		start(Duration.ofDays(10_000), stream);
		await(() -> assertThat(this.windows.arrivals).hasSize(10));
		endpoint.kinesis()
			.updateShardCount(
					(request) -> request.streamName(stream).targetShardCount(2).scalingType("UNIFORM_SCALING"))
			.join();
		await(() -> assertThat(this.windows.texts()).containsExactlyElementsOf(numbers(0, 10)));
	}

	private KinesisMessageListenerContainer start(Duration window, String stream) {
		ListenerContainerOptions options = this.harness.options();
		return this.harness.options(options.withDispatch(options.dispatch().withTumblingWindow(window)))
			.start(this.windows, stream);
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).untilAsserted(assertion::run);
	}

	/**
	 * What has been received in a window so far.
	 *
	 * @param texts the payloads, in order
	 */
	record Received(List<String> texts) {

		Received plus(List<ReceivedRecord> records) {
			List<String> all = new ArrayList<>(this.texts);
			records.forEach((record) -> all.add(new String(record.bytes(), StandardCharsets.UTF_8)));
			return new Received(all);
		}

	}

	record Closed(String shard, Instant start, List<String> texts) {
	}

	record Arrival(ReceivedRecord record, Instant start) {
	}

	/** The listener. */
	static final class Windows {

		private final List<Closed> closed = new CopyOnWriteArrayList<>();

		private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

		void listen(List<ReceivedRecord> records, TumblingWindow window) {
			Received received = window.state(Received.class, new Received(List.of())).plus(records);
			window.setState(received);
			records.forEach((record) -> this.arrivals.add(new Arrival(record, window.start())));
			if (window.isFinal()) {
				assertThat(records).isEmpty();
				this.closed.add(new Closed(window.shardId(), window.start(), received.texts()));
			}
		}

		List<String> texts() {
			return this.closed.stream().flatMap((window) -> window.texts().stream()).toList();
		}

	}

}
