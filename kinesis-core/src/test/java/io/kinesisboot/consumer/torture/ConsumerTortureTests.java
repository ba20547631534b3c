package io.kinesisboot.consumer.torture;

import java.nio.file.Path;
import java.time.Duration;

import io.kinesisboot.consumer.Consumers.Retrieval;
import io.kinesisboot.consumer.torture.TortureSettings.Engine;
import io.kinesisboot.consumer.torture.Verdict.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The short form of {@link ConsumerTorture}. What a violation names can be looked up in
 * what the run prints, and the run repeated with the seed.
 */
@Timeout(240)
class ConsumerTortureTests {

	private static final TortureSettings SHORT = new TortureSettings(Engine.OURS, Retrieval.POLLING, "KEY", 16, 20_000,
			1_000, 1, Duration.ofSeconds(4), System.nanoTime());

	@Test
	void consumersThatAreKilledAndDisturbedKeepTheirPromises(@TempDir Path directory) throws Exception {
		assertFaultless(run(SHORT, directory));
	}

	@Test
	void bareProcessorsLoseWhatComesAfterTheRecordTheyFailOn(@TempDir Path directory) throws Exception {
		Verdict verdict = run(SHORT.withEngine(Engine.BARE_KCL).withRecords(4_000).undisturbed(), directory);
		assertThat(verdict.count(Rule.LOST)).isPositive();
	}

	static void assertFaultless(Verdict verdict) {
		assertThat(verdict.violations().size()).as(verdict.toString()).isZero();
	}

	static Verdict run(TortureSettings settings, Path directory) throws Exception {
		try (TortureRun run = new TortureRun(settings, directory)) {
			Verdict verdict = run.run();
			System.out.printf("%s%n%s%s%n", settings, verdict, run.disturbances());
			return verdict;
		}
	}

}
