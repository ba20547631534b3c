package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallWatch}.
 */
class CallWatchTests {

	private final Faults faults = new Faults(42);

	private final LimitEnforcer limits = new LimitEnforcer(Limits.off(), "000000000000", Clock.systemUTC());

	private final CallWatch watch = new CallWatch(TestServices.kinesis(Clock.systemUTC()), this.faults, this.limits,
			Clock.systemUTC(), 3);

	@Test
	void callsGoOnWhileSomebodyLooksWhetherTheyWereEnough() throws InterruptedException {
		boolean met = this.watch.awaitWrites(() -> {
			assertThat(CompletableFuture.supplyAsync(this.watch::history)).succeedsWithin(Duration.ofSeconds(30));
			return true;
		}, Duration.ofSeconds(30));
		assertThat(met).isTrue();
	}

}
