package io.kinesisboot.consumer.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.kinesisboot.consumer.Consumers.Retrieval;
import io.kinesisboot.consumer.torture.TortureSettings.Engine;
import io.kinesisboot.consumer.torture.Verdict.Rule;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes that read half a million records while they are killed and stopped,
 * shards split and merge, and the endpoint fails in every way it can; then what bare KCL
 * makes of the same. Run by name; {@link TortureSettings} says what can be set. The
 * journals stay in {@code target/torture}.
 */
class ConsumerTorture {

	private static final TortureSettings LONG = new TortureSettings(Engine.OURS, Retrieval.POLLING, "KEY", 16, 500_000,
			2_500, 1, Duration.ofSeconds(5), System.nanoTime())
		.withProperties();

	@Test
	void ours() throws Exception {
		ConsumerTortureTests.assertFaultless(run(LONG));
	}

	@Test
	void bareKcl() throws Exception {
		assertThat(run(LONG.withEngine(Engine.BARE_KCL)).count(Rule.LOST)).isPositive();
	}

	private static Verdict run(TortureSettings settings) throws Exception {
		Path parent = Files.createDirectories(Path.of("target", "torture"));
		return ConsumerTortureTests.run(settings,
				Files.createTempDirectory(parent, settings.engine() + "-").toAbsolutePath());
	}

}
