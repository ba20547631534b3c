package io.kinesisboot.consumer.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.kinesisboot.consumer.torture.Observations.Closing;
import io.kinesisboot.consumer.torture.Observations.Exit;
import io.kinesisboot.consumer.torture.Observations.Handling;
import io.kinesisboot.consumer.torture.Observations.Opening;
import io.kinesisboot.consumer.torture.Observations.RecordId;
import io.kinesisboot.consumer.torture.Observations.SeenCheckpoint;
import io.kinesisboot.consumer.torture.Verdict.Rule;
import io.kinesisboot.consumer.torture.Verdict.Violation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each test makes one thing of a faultless run otherwise. In that, the process
 * {@code one} handles the records 0 to 2 of a key, each for ten units of time, and
 * {@code two} goes on behind the checkpoint with 3 to 5.
 */
class TortureCheckerTests {

	private static final String SHARD = "shardId-000000000000";

	private static final String KEY = "key";

	private static final Position START = new Position("TRIM_HORIZON", 0);

	private final Observations observed = new Observations();

	@BeforeEach
	void observeFaultlessRun() {
		for (int serial = 0; serial < 6; serial++) {
			this.observed.written().add(new RecordId(KEY, serial));
		}
		this.observed.openings().add(new Opening("one#0", "one", SHARD, START, 0));
		handle("one#0", 0, 10);
		handle("one#0", 1, 20);
		handle("one#0", 2, 30);
		this.observed.closings().add(new Closing("one#0", TenureEnd.DRAINED, 45));
		// KCL says so of every shard that is given away
		this.observed.closings().add(new Closing("one#0", TenureEnd.LOST, 47));
		this.observed.exits().add(new Exit("one", false, 50));
		this.observed.openings().add(new Opening("two#0", "two", SHARD, position(2), 60));
		handle("two#0", 3, 70);
		handle("two#0", 4, 80);
		handle("two#0", 5, 90);
		this.observed.checkpoints().add(new SeenCheckpoint(SHARD, position(2), 45));
		this.observed.checkpoints().add(new SeenCheckpoint(SHARD, position(5), 100));
	}

	@Test
	void faultlessRunViolatesNothing() {
		assertThat(TortureChecker.check(this.observed).violations()).isEmpty();
	}

	@Test
	void journalsAreReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
		Stream<String> lines = Stream
			.of(this.observed.written().stream().map(RecordId::toLine),
					this.observed.handlings().stream().map(Handling::toLine),
					this.observed.openings().stream().map(Opening::toLine),
					this.observed.closings().stream().map(Closing::toLine),
					this.observed.checkpoints().stream().map(SeenCheckpoint::toLine),
					this.observed.exits().stream().map(Exit::toLine))
			.flatMap(Function.identity());
		try (Journal journal = Journal.open(directory, "all")) {
			lines.forEach(journal::write);
		}
		Files.writeString(directory.resolve("killed" + Journal.SUFFIX), "handled one#0 key 1 shard");
		assertThat(Observations.read(directory)).isEqualTo(this.observed);
	}

	@Test
	void recordThatNobodyHandledIsLost() {
		this.observed.handlings().removeIf((handling) -> handling.id().serial() == 5);
		assertViolated(Rule.LOST);
	}

	@Test
	void recordWhoseEveryAttemptFailedIsLost() {
		change(5, (handling) -> new Handling(handling.tenure(), handling.id(), handling.shardId(), handling.position(),
				1, false, handling.start(), handling.end()));
		assertViolated(Rule.LOST);
	}

	@Test
	void recordThatNobodyWroteIsNoticed() {
		this.observed.written().remove(new RecordId(KEY, 5));
		assertViolated(Rule.UNKNOWN);
	}

	@Test
	void recordHandledBeforeTheOneInFrontOfItIsOutOfOrder() {
		swap(3, 4);
		assertViolated(Rule.OUT_OF_ORDER);
	}

	@Test
	void recordBegunBeforeTheOneInFrontOfItEndedIsOutOfOrderAndOverlaps() {
		change(4, (handling) -> moved(handling, 75, 95));
		change(5, (handling) -> moved(handling, 95, 99));
		assertViolated(Rule.OUT_OF_ORDER, Rule.OVERLAP);
	}

	@Test
	void attemptThatFailedMayNotOverlapEither() {
		this.observed.handlings()
			.add(new Handling("two#0", new RecordId(KEY, 5), SHARD, position(5), 1, false, 81, 82));
		assertViolated(Rule.OUT_OF_ORDER, Rule.OVERLAP);
	}

	@Test
	void attemptThatFailedBeforeTheOneThatDidNotIsNoDuplicate() {
		this.observed.handlings()
			.add(new Handling("two#0", new RecordId(KEY, 5), SHARD, position(5), 1, false, 85, 86));
		change(4, (handling) -> moved(handling, 80, 84));
		assertThat(TortureChecker.check(this.observed).violations()).isEmpty();
	}

	@Test
	void recordHandledTwiceInATenureIsNoticed() {
		handle("two#0", 5, 102);
		assertViolated(Rule.REPEATED);
	}

	@Test
	void duplicateAfterAGracefulStopIsUnexplained() {
		resumeTwoAtTheStart();
		handle("two#0", 2, 61);
		assertViolated(Rule.UNEXPLAINED);
	}

	@Test
	void duplicateAfterAProcessLeftItsShardBehindIsUnexplained() {
		resumeTwoAtTheStart();
		this.observed.closings().clear();
		handle("two#0", 2, 61);
		assertViolated(Rule.UNEXPLAINED);
	}

	@Test
	void duplicateAfterACrashIsExplained() {
		resumeTwoAtTheStart();
		crashOne();
		handle("two#0", 2, 61);
		Verdict verdict = TortureChecker.check(this.observed);
		assertThat(verdict.violations()).isEmpty();
		assertThat(verdict.counts().duplicates()).containsOnlyKeys(TenureEnd.CRASHED);
	}

	@Test
	void duplicateAfterALeaseThatTheHolderKnewToBeLostIsExplained() {
		resumeTwoAtTheStart();
		this.observed.closings().clear();
		this.observed.closings().add(new Closing("one#0", TenureEnd.LOST, 45));
		handle("two#0", 2, 61);
		assertThat(TortureChecker.check(this.observed).violations()).isEmpty();
	}

	@Test
	void duplicateOfALeaseThatWasTakenUnderTheHoldersHandIsExplained() {
		resumeTwoAtTheStart();
		this.observed.closings().clear();
		this.observed.closings().add(new Closing("one#0", TenureEnd.DRAINED, 65));
		this.observed.exits().clear();
		handle("two#0", 2, 61);
		assertThat(TortureChecker.check(this.observed).violations()).isEmpty();
	}

	@Test
	void recordStoredTwiceIsNoDuplicate() {
		this.observed.handlings()
			.add(new Handling("two#0", new RecordId(KEY, 5), SHARD, position(6), 1, true, 102, 103));
		Verdict verdict = TortureChecker.check(this.observed);
		assertThat(verdict.violations()).isEmpty();
		assertThat(verdict.counts().places()).isEqualTo(verdict.counts().records() + 1);
	}

	@Test
	void recordHandledBelowTheCheckpointThatItsTenureFoundIsNoticed() {
		this.observed.checkpoints().remove(0);
		crashOne();
		handle("two#0", 2, 61);
		assertViolated(Rule.BELOW_CHECKPOINT);
	}

	@Test
	void recordHandledBelowACheckpointSeenBeforeItsTenureIsNoticed() {
		this.observed.openings().set(1, new Opening("two#0", "two", SHARD, START, 60));
		crashOne();
		handle("two#0", 2, 61);
		assertViolated(Rule.BELOW_CHECKPOINT);
	}

	@Test
	void checkpointThatPassesARecordInHandIsNoticed() {
		this.observed.checkpoints().add(new SeenCheckpoint(SHARD, position(4), 85));
		assertViolated(Rule.CHECKPOINT_AHEAD);
	}

	@Test
	void endOfAShardThatPassesARecordInHandIsNoticed() {
		this.observed.checkpoints().add(new SeenCheckpoint(SHARD, new Position(Position.SHARD_END, 0), 95));
		assertViolated(Rule.CHECKPOINT_AHEAD);
	}

	@Test
	void checkpointsOfOtherShardsProveNothing() {
		this.observed.checkpoints().add(new SeenCheckpoint("shardId-000000000001", position(9), 1));
		assertThat(TortureChecker.check(this.observed).violations()).isEmpty();
	}

	private void handle(String tenure, int serial, long start) {
		this.observed.handlings()
			.add(new Handling(tenure, new RecordId(KEY, serial), SHARD, position(serial), 1, true, start, start + 8));
	}

	private static Position position(int serial) {
		// Two records in each aggregate; 9 and 10 have not the same number of digits
		return new Position(Integer.toString(9 + serial / 2), serial % 2);
	}

	private static Handling moved(Handling handling, long start, long end) {
		return new Handling(handling.tenure(), handling.id(), handling.shardId(), handling.position(),
				handling.attempt(), handling.done(), start, end);
	}

	private void change(int serial, Function<Handling, Handling> change) {
		this.observed.handlings()
			.replaceAll((handling) -> (handling.id().serial() == serial) ? change.apply(handling) : handling);
	}

	private void swap(int first, int second) {
		List<Handling> handlings = this.observed.handlings();
		Handling one = handlings.get(first);
		Handling two = handlings.get(second);
		handlings.set(first, moved(one, two.start(), two.end()));
		handlings.set(second, moved(two, one.start(), one.end()));
	}

	/** As if the checkpoint had not been written. */
	private void resumeTwoAtTheStart() {
		this.observed.openings().set(1, new Opening("two#0", "two", SHARD, START, 60));
		this.observed.checkpoints().remove(0);
	}

	private void crashOne() {
		this.observed.closings().clear();
		this.observed.exits().set(0, new Exit("one", true, 50));
	}

	private void assertViolated(Rule... rules) {
		assertThat(TortureChecker.check(this.observed).violations().stream().map(Violation::rule))
			.containsExactlyInAnyOrder(rules);
	}

}
