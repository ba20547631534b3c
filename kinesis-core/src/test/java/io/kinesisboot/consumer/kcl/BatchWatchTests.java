package io.kinesisboot.consumer.kcl;

import java.util.List;

import io.kinesisboot.consumer.kcl.lease.DiscoveryPace;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.TaskOutcome;
import software.amazon.kinesis.lifecycle.TaskType;
import software.amazon.kinesis.lifecycle.events.TaskExecutionListenerInput;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BatchWatch}.
 */
class BatchWatchTests {

	private static final String SHARD_ID = "shardId-000000000000";

	private final FakeLeaseCoordinator leases = new FakeLeaseCoordinator();

	private final BatchWatch watch = new BatchWatch(() -> this.leases, new DiscoveryPace(Ticker.SYSTEM));

	@BeforeEach
	void hold() {
		this.leases.hold(SHARD_ID);
	}

	@Test
	void leaseIsKeptWhileBatchesSucceed() {
		process(TaskOutcome.SUCCESSFUL);
		process(TaskOutcome.SUCCESSFUL);
		process(TaskOutcome.END_OF_SHARD);
		assertThat(this.leases.dropped).isEmpty();
	}

	@Test
	void leaseIsGivenUpAfterABatchThatFailed() {
		process(TaskOutcome.FAILURE);
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void leaseIsGivenUpBeforeTheBatchThatFollowsAnUncaughtError() {
		before(TaskType.PROCESS);
		assertThat(this.leases.dropped).isEmpty();
		before(TaskType.PROCESS);
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void leaseThatIsTakenAgainAfterAnErrorIsKept() {
		before(TaskType.PROCESS);
		before(TaskType.INITIALIZE);
		process(TaskOutcome.SUCCESSFUL);
		assertThat(this.leases.dropped).isEmpty();
	}

	@Test
	void leaseThatIsAnotherWorkersAlreadyIsLeftAlone() {
		this.leases.lose();
		process(TaskOutcome.FAILURE);
		assertThat(this.leases.dropped).isEmpty();
	}

	private void process(TaskOutcome outcome) {
		before(TaskType.PROCESS);
		this.watch.afterTaskExecution(input(TaskType.PROCESS).toBuilder().taskOutcome(outcome).build());
	}

	private void before(TaskType type) {
		this.watch.beforeTaskExecution(input(type));
	}

	private static TaskExecutionListenerInput input(TaskType type) {
		return TaskExecutionListenerInput.builder()
			.taskType(type)
			.shardInfo(new ShardInfo(SHARD_ID, "token", List.of(), ExtendedSequenceNumber.TRIM_HORIZON))
			.build();
	}

}
