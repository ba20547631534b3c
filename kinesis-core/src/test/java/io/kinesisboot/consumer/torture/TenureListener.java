package io.kinesisboot.consumer.torture;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.torture.Observations.SeenCheckpoint;
import software.amazon.kinesis.checkpoint.Checkpoint;
import software.amazon.kinesis.checkpoint.CheckpointFactory;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.TaskExecutionListener;
import software.amazon.kinesis.lifecycle.TaskOutcome;
import software.amazon.kinesis.lifecycle.TaskType;
import software.amazon.kinesis.lifecycle.events.TaskExecutionListenerInput;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Journals the tenures and the checkpoints of a worker of KCL, whatever its processors
 * are. Thread-safe.
 */
final class TenureListener implements TaskExecutionListener {

	private final WorkerTenures tenures;

	private final Journal journal;

	/** What KCL found last, by shard: a shard is initialized by one thread at a time. */
	private final Map<String, Position> found = new ConcurrentHashMap<>();

	private final Map<String, Long> initialized = new ConcurrentHashMap<>();

	private final Set<String> ended = ConcurrentHashMap.newKeySet();

	private final TaskExecutionListener next;

	private TenureListener(WorkerTenures tenures, Journal journal, TaskExecutionListener next) {
		this.tenures = tenures;
		this.journal = journal;
		this.next = next;
	}

	static KclConfigs.Customizer customizer(WorkerTenures tenures, Journal journal) {
		return (application, configs) -> {
			TenureListener listener = new TenureListener(tenures, journal, configs.lifecycle().taskExecutionListener());
			configs.lifecycle().taskExecutionListener(listener);
			CheckpointFactory factory = configs.checkpoint().checkpointFactory();
			configs.checkpoint()
				.checkpointFactory((coordinator, leases) -> listener.new JournallingCheckpointer(
						factory.createCheckpointer(coordinator, leases)));
		};
	}

	/**
	 * A lease is taken before its shard is initialized. From then on nobody else can
	 * write its checkpoint: what this worker finds has been there by now.
	 */
	@Override
	public void beforeTaskExecution(TaskExecutionListenerInput input) {
		if (input.taskType() == TaskType.INITIALIZE) {
			this.initialized.put(tenure(input.shardInfo()), System.nanoTime());
		}
		this.next.beforeTaskExecution(input);
	}

	@Override
	public void afterTaskExecution(TaskExecutionListenerInput input) {
		this.next.afterTaskExecution(input);
		ShardInfo shard = input.shardInfo();
		if (input.taskOutcome() == TaskOutcome.FAILURE) {
			return;
		}
		switch (input.taskType()) {
			case INITIALIZE -> this.tenures.open(shard.shardId(), tenure(shard),
					Objects.requireNonNull(this.found.get(shard.shardId())),
					Objects.requireNonNull(this.initialized.remove(tenure(shard))));
			case SHUTDOWN_NOTIFICATION -> this.tenures.close(tenure(shard), TenureEnd.DRAINED);
			case SHUTDOWN -> this.tenures.close(tenure(shard),
					this.ended.contains(shard.shardId()) ? TenureEnd.SHARD_ENDED : TenureEnd.LOST);
			default -> {
				// Says nothing of a tenure
			}
		}
	}

	private static String tenure(ShardInfo shard) {
		return shard.concurrencyToken();
	}

	private static Position position(ExtendedSequenceNumber number) {
		return new Position(number.sequenceNumber(), number.subSequenceNumber());
	}

	/**
	 * Takes down what KCL finds and writes.
	 */
	private final class JournallingCheckpointer implements Checkpointer {

		private final Checkpointer checkpointer;

		JournallingCheckpointer(Checkpointer checkpointer) {
			this.checkpointer = checkpointer;
		}

		@Override
		public void setCheckpoint(String leaseKey, ExtendedSequenceNumber checkpoint, String concurrencyToken)
				throws KinesisClientLibException {
			this.checkpointer.setCheckpoint(leaseKey, checkpoint, concurrencyToken);
			TenureListener.this.journal
				.write(new SeenCheckpoint(leaseKey, position(checkpoint), System.nanoTime()).toLine());
			if (checkpoint.isShardEnd()) {
				TenureListener.this.ended.add(leaseKey);
			}
		}

		@Override
		public ExtendedSequenceNumber getCheckpoint(String leaseKey) throws KinesisClientLibException {
			return this.checkpointer.getCheckpoint(leaseKey);
		}

		@Override
		public Checkpoint getCheckpointObject(String leaseKey) throws KinesisClientLibException {
			Checkpoint checkpoint = this.checkpointer.getCheckpointObject(leaseKey);
			TenureListener.this.found.put(leaseKey, position(checkpoint.checkpoint()));
			return checkpoint;
		}

		@Override
		public void prepareCheckpoint(String leaseKey, ExtendedSequenceNumber pending, String concurrencyToken)
				throws KinesisClientLibException {
			this.checkpointer.prepareCheckpoint(leaseKey, pending, concurrencyToken);
		}

		@Override
		public void prepareCheckpoint(String leaseKey, ExtendedSequenceNumber pending, String concurrencyToken,
				byte[] pendingState) throws KinesisClientLibException {
			this.checkpointer.prepareCheckpoint(leaseKey, pending, concurrencyToken, pendingState);
		}

		@Override
		public void operation(String operation) {
			this.checkpointer.operation(operation);
		}

		@Override
		public String operation() {
			return this.checkpointer.operation();
		}

	}

}
