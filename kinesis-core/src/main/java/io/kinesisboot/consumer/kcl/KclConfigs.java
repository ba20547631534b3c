package io.kinesisboot.consumer.kcl;

import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.retrieval.RetrievalConfig;

/**
 * The configuration objects of one KCL worker, as they are handed to its scheduler.
 *
 * @param checkpoint how checkpoints are written
 * @param coordinator the dispatch loop and the start
 * @param leases the lease table
 * @param lifecycle the tasks of a shard
 * @param metrics KCL's own metrics, off unless a customizer sets a factory
 * @param processor the processor of the shards
 * @param retrieval the streams and how they are read
 * @since 0.1.0
 */
public record KclConfigs(CheckpointConfig checkpoint, CoordinatorConfig coordinator, LeaseManagementConfig leases,
		LifecycleConfig lifecycle, MetricsConfig metrics, ProcessorConfig processor, RetrievalConfig retrieval) {

	/**
	 * Changes the configuration of a worker after this library has set its own, for
	 * whatever has no setting here.
	 */
	@FunctionalInterface
	public interface Customizer {

		/**
		 * Changes the configuration of one worker.
		 * @param applicationName the application's name
		 * @param configs the configuration, to be changed in place
		 */
		void customize(String applicationName, KclConfigs configs);

	}

}
