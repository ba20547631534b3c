package io.kinesisboot.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

import io.kinesisboot.KinesisBootException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link FirehoseDeadLetterSink}.
 */
@Timeout(120)
class FirehoseDeadLetterSinkIntegrationTests {

	private static final FakeFirehose firehose = new FakeFirehose();

	private static final FirehoseAsyncClient client = firehose.client();

	private final DeadLetterSink sink = new FirehoseDeadLetterSink(client,
			Destination.of("firehose:" + FakeFirehose.STREAM), Duration.ofSeconds(30));

	@BeforeEach
	void clear() {
		firehose.records().clear();
	}

	@AfterAll
	static void close() {
		client.close();
		firehose.close();
	}

	@Test
	void recordIsALineOfJson() {
		this.sink.put(DeadLetterSamples.letter());
		assertThat(firehose.records()).singleElement().satisfies((record) -> {
			assertThat(record).endsWith('\n').containsOnlyOnce('\n');
			assertThat(DeadLetterJson.read(Arrays.copyOf(record, record.length - 1)))
				.isEqualTo(DeadLetterSamples.letter());
		});
	}

	@Test
	void recordThatIsTooLargeIsRefusedBeforeItIsSent() {
		this.sink.put(DeadLetterSamples.letter(745 * 1024));
		assertThatExceptionOfType(DeadLetterTooLargeException.class)
			.isThrownBy(() -> this.sink.put(DeadLetterSamples.letter(768 * 1024)))
			.withMessageContaining("must not be larger than 1024000 bytes in 'firehose:dead-orders' (PutRecord limit) "
					+ "but was 105");
		assertThat(firehose.records()).hasSize(1);
	}

	@Test
	void refusedPutIsThrownAndNamesTheDestination() {
		firehose.refuse(true);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.sink.put(DeadLetterSamples.letter()))
			.withMessageContaining("of stream 'orders' to 'firehose:dead-orders' failed: Refused by the test");
		firehose.refuse(false);
		this.sink.put(DeadLetterSamples.letter());
		assertThat(firehose.records()).hasSize(1);
	}

	@Test
	void arnOfAnotherAccountIsRefused() {
		DeadLetterDestinations destinations = DeadLetterDestinations.builder(Clock.systemUTC())
			.firehose(() -> client)
			.build();
		assertThatNoException().isThrownBy(() -> destinations.recoverer(Destination.of(FakeFirehose.ARN), null)
			.recover(DeadLetterSamples.failed(DeadLetterSamples.letter().record())));
		assertThat(firehose.records()).hasSize(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> destinations.recoverer(Destination.of(FakeFirehose.ARN.replace("1234", "4321")), null))
			.withMessageContaining("is not what the client sees");
	}

}
