package io.kinesisboot.samples.fraud;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.redrive.DeadLetterSource;
import io.kinesisboot.deadletter.redrive.KinesisDeadLetterSource;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.deadletter.redrive.RedriveOptions;
import io.kinesisboot.deadletter.redrive.RedriveResult;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * What could not be handled.
 */
@Component
class DeadLetters {

	private static final int PAGE = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final KinesisAsyncClient client;

	private final Redrive redrive;

	DeadLetters(KinesisAsyncClient client, Redrive redrive) {
		this.client = client;
		this.redrive = redrive;
	}

	/** How many there are, by the name of the exception. */
	Map<String, Integer> byCause() {
		Map<String, Integer> causes = new TreeMap<>();
		try (DeadLetterSource source = source()) {
			while (!source.isExhausted()) {
				source.next(PAGE)
					.stream()
					.flatMap((stored) -> Stream.ofNullable(stored.letter()))
					.forEach((letter) -> causes.merge(cause(letter), 1, Integer::sum));
			}
		}
		return causes;
	}

	/** How many there are. */
	int count() {
		return byCause().values().stream().mapToInt(Integer::intValue).sum();
	}

	private static String cause(DeadLetter letter) {
		return ClassUtils.getShortName(letter.failure().exceptionClass());
	}

	/** Sends those of one cause back to the stream that they came from. */
	RedriveResult sendBack(Class<? extends Exception> cause) {
		return this.redrive.run("kinesis:" + FraudDetectionApplication.DEAD_LETTERS, RedriveOptions.defaults()
			.withFilter((letter) -> letter.failure().exceptionClass().equals(cause.getName())));
	}

	private DeadLetterSource source() {
		return new KinesisDeadLetterSource(this.client, FraudDetectionApplication.DEAD_LETTERS,
				StartingPosition.TRIM_HORIZON, TIMEOUT);
	}

}
