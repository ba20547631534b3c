package io.kinesisboot.deadletter;

import java.time.Clock;
import java.time.Duration;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.listener.error.FailedRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3AsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link S3DeadLetterSink}.
 */
@Timeout(120)
class S3DeadLetterSinkIntegrationTests {

	private static final FakeS3 s3 = new FakeS3();

	private static final S3AsyncClient client = s3.client();

	private final DeadLetterSink sink = new S3DeadLetterSink(client, Destination.of("s3:" + FakeS3.BUCKET + "/failed"),
			Duration.ofSeconds(30));

	@BeforeEach
	void clear() {
		s3.objects().clear();
	}

	@AfterAll
	static void close() {
		client.close();
		s3.close();
	}

	@Test
	void recordIsAnObjectNamedByItsPlace() {
		this.sink.put(DeadLetterSamples.letter());
		assertThat(s3.objects()).containsOnlyKeys("failed/billing/orders%231/orders/shardId-000000000003/2026/11/22/"
				+ DeadLetterSamples.SEQUENCE_NUMBER + "-000007.json");
		assertThat(DeadLetterJson.read(s3.objects().firstEntry().getValue())).isEqualTo(DeadLetterSamples.letter());
	}

	@Test
	void recordThatComesAgainOverwritesItsObjectButNotThatOfAnotherListener() {
		FailedRecord failed = DeadLetterSamples.failed(DeadLetterSamples.letter().record());
		this.sink.put(DeadLetter.of(failed, "billing", Clock.systemUTC().instant()));
		this.sink.put(DeadLetterSamples.letter());
		assertThat(s3.objects().values()).singleElement()
			.satisfies((json) -> assertThat(DeadLetterJson.read(json)).isEqualTo(DeadLetterSamples.letter()));
		this.sink.put(DeadLetter.of(new FailedRecord("audit", failed.record(), 1, new Error()), "billing",
				DeadLetterSamples.FAILED));
		assertThat(s3.objects()).hasSize(2);
	}

	@Test
	void recordOfTenMebibytesFits() {
		DeadLetter large = DeadLetterSamples.letter(10 * 1024 * 1024);
		this.sink.put(large);
		assertThat(DeadLetterJson.read(s3.objects().firstEntry().getValue())).isEqualTo(large);
	}

	@Test
	void refusedPutIsThrownAndNamesTheDestination() {
		s3.refuse(true);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.sink.put(DeadLetterSamples.letter()))
			.withMessageContaining("of stream 'orders' to 's3:dead-letters/failed' failed: Refused by the test");
		s3.refuse(false);
		this.sink.put(DeadLetterSamples.letter());
		assertThat(s3.objects()).hasSize(1);
	}

}
