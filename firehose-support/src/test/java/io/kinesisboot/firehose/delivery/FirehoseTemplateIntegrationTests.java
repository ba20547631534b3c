package io.kinesisboot.firehose.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.producer.ProducerMetrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FirehoseTemplate}.
 */
class FirehoseTemplateIntegrationTests {

	private static ScriptedFirehose endpoint;

	private final DeliveryOptions options = DeliveryOptions.defaults();

	@BeforeAll
	static void open() throws IOException {
		endpoint = new ScriptedFirehose();
	}

	@AfterAll
	static void close() {
		endpoint.close();
	}

	@BeforeEach
	void reset() {
		endpoint.reset();
	}

	private FirehoseTemplate template(DeliveryOptions options) {
		return FirehoseTemplate.builder(endpoint.client()).options(options).build();
	}

	@Test
	void payloadIsDeliveredWithItsDelimiter() {
		try (FirehoseTemplate template = template(this.options.withDelimiter("\n"))) {
			DeliveryResult result = template.send("clicks", new Click("/", 1));
			template.<String>to("clicks").send("text\n");
			template.send("clicks", new byte[] { 'b' });
			assertThat(result).isEqualTo(new DeliveryResult("clicks", "id-1", 1));
		}
		assertThat(endpoint.taken).containsExactly("{\"path\":\"/\",\"count\":1}\n", "text\n", "b\n");
	}

	@Test
	void callHasAtMostFiveHundredRecordsAndFourMebibytes() {
		try (FirehoseTemplate template = template(this.options)) {
			List<String> small = IntStream.range(0, 1_700).mapToObj(Integer::toString).toList();
			assertThat(template.sendAll("clicks", small).failed()).isEmpty();
			List<String> large = Stream.generate(() -> "x".repeat(1_024_000)).limit(9).toList();
			assertThat(template.sendAll("clicks", large).failed()).isEmpty();
			assertThat(endpoint.taken).hasSize(1_709).containsAll(small);
		}
		assertThat(endpoint.calls).allSatisfy((call) -> {
			assertThat(call).hasSizeBetween(1, 500);
			assertThat(call.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(4 * 1024 * 1024);
		});
	}

	@Test
	void onlyRefusedRecordsAreSentAgain() {
		Set<String> refused = ConcurrentHashMap.newKeySet();
		endpoint.refusal = (data) -> (Integer.parseInt(data) % 10 == 3 && refused.add(data))
				? "ServiceUnavailableException" : null;
		try (FirehoseTemplate template = template(this.options)) {
			List<String> payloads = IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
			DeliveryBatch batch = template.sendAll("clicks", payloads).throwIfAnyFailed();
			assertThat(endpoint.taken).containsExactlyInAnyOrderElementsOf(payloads);
			assertThat(batch.outcomes()).hasSize(1_000)
				.allSatisfy((outcome) -> assertThat(((DeliveryOutcome.Accepted) outcome).result().attempts())
					.isEqualTo((outcome.index() % 10 == 3) ? 2 : 1));
		}
	}

	@Test
	void callThatFailsIsMadeAgain() {
		endpoint.failures.addAll(List.of("ServiceUnavailableException", "ServiceUnavailableException"));
		try (FirehoseTemplate template = template(this.options)) {
			assertThat(template.send("clicks", "a").attempts()).isEqualTo(3);
		}
		assertThat(endpoint.taken).containsExactly("a");
	}

	@Test
	void missingDeliveryStreamFailsAtOnceWithTheTextOfAws() {
		endpoint.failures.add("ResourceNotFoundException");
		try (FirehoseTemplate template = template(this.options)) {
			assertThatExceptionOfType(DeliveryException.class).isThrownBy(() -> template.send("clicks", "a"))
				.withMessageStartingWith("Record was not accepted by delivery stream 'clicks' (attempts: 1):"
						+ " ResourceNotFoundException: as scripted")
				.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo("ResourceNotFoundException"))
				.satisfies((ex) -> assertThat(ex.getStream()).isEqualTo("clicks"));
		}
	}

	@Test
	void recordThatIsRefusedUntilItIsTooLateFailsAlone() {
		endpoint.refusal = (data) -> data.equals("bad") ? "InternalFailure" : null;
		try (FirehoseTemplate template = template(this.options.withRecordTimeToLive(Duration.ofMillis(500)))) {
			DeliveryBatch batch = template.sendAll("clicks", List.of("good", "bad"));
			assertThat(batch.failed()).singleElement().satisfies((failed) -> {
				assertThat(failed.index()).isEqualTo(1);
				assertThat(failed.error())
					.hasMessageStartingWith("Record was not accepted by delivery stream 'clicks' (attempts: ");
				assertThat(failed.error().getAttempts()).isPositive();
			});
			assertThatExceptionOfType(DeliveryException.class).isThrownBy(batch::throwIfAnyFailed);
		}
		assertThat(endpoint.taken).containsExactly("good");
	}

	@Test
	void recordThatIsTooLargeIsNotSent() {
		try (FirehoseTemplate template = template(this.options)) {
			assertThatExceptionOfType(DeliveryException.class)
				.isThrownBy(() -> template.send("clicks", new byte[1_024_001]))
				.withMessage("Record was not accepted by delivery stream 'clicks' (attempts: 0): it must not be larger"
						+ " than 1024000 bytes (PutRecordBatch limit) but was 1024001");
			assertThat(template.send("clicks", new byte[1_024_000]).attempts()).isEqualTo(1);
		}
		assertThat(endpoint.calls).hasSize(1);
	}

	@Test
	void recordsAreJoinedUpToTheBillingStep() throws Exception {
		DeliveryOptions joining = this.options.withDelimiter("\n").withJoinBytes(DeliveryOptions.BILLING_STEP_BYTES);
		List<String> payloads = IntStream.range(0, 1_000).mapToObj("%01023d"::formatted).toList();
		List<CompletableFuture<DeliveryResult>> results = new ArrayList<>();
		try (FirehoseTemplate template = template(joining)) {
			payloads.forEach((payload) -> results.add(template.sendAsync("clicks", payload)));
			template.flush().get(30, TimeUnit.SECONDS);
			template.send("clicks", "y".repeat(6_000));
		}
		assertThat(endpoint.taken.remove(endpoint.taken.size() - 1)).hasSize(6_001);
		assertThat(endpoint.taken).allSatisfy((data) -> assertThat(data).hasSizeBetween(1_024, 5_120).endsWith("\n"))
			.hasSizeLessThan(300);
		assertThat(endpoint.taken.stream().flatMap(String::lines)).containsExactlyInAnyOrderElementsOf(payloads);
		assertThat(results).allSatisfy((result) -> assertThat(result.join().recordId()).startsWith("id-"));
	}

	@Test
	void metersOfTheProducerCountDeliveries() {
		List<String> counted = new CopyOnWriteArrayList<>();
		ProducerMetrics metrics = new ProducerMetrics() {

			@Override
			public void accepted(String stream, String shardId, int records, int bytes, Duration age) {
				counted.add(stream + ":" + records);
			}

			@Override
			public void refused(String stream, String shardId, @Nullable String errorCode, boolean throttled) {
				counted.add(stream + ":" + errorCode);
			}

		};
		endpoint.failures.add("ServiceUnavailableException");
		try (FirehoseTemplate template = FirehoseTemplate.builder(endpoint.client())
			.producer((producer) -> producer.metrics(metrics))
			.build()) {
			template.send("clicks", "a");
		}
		assertThat(counted).containsExactly("clicks:ServiceUnavailableException", "clicks:1");
	}

	@Test
	void payloadThatCannotBecomeJsonIsNotSent() {
		try (FirehoseTemplate template = template(this.options)) {
			assertThatExceptionOfType(KinesisBootException.class)
				.isThrownBy(() -> template.send("clicks", new Broken("text")))
				.withMessageStartingWith("Payload of type '" + Broken.class.getName()
						+ "' for delivery stream 'clicks' cannot become JSON: ");
		}
		assertThat(endpoint.calls).isEmpty();
	}

	@Test
	void joiningNeedsADelimiterAndAPossibleSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withJoinBytes(5_120))
			.withMessage("'joinBytes' must be 0 without a 'delimiter', which parts what was joined, but was 5120");
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withDelimiter("\n").withJoinBytes(1_024_001))
			.withMessage("'joinBytes' must be 0 or between 1024 and 1024000 (PutRecordBatch limit) but was 1024001");
	}

	record Click(String path, int count) {
	}

	record Broken(String text) {

		@Override
		public String text() {
			throw new IllegalStateException("broken");
		}

	}

}
