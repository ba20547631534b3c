package io.kinesisboot.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.jspecify.annotations.Nullable;

/**
 * A job on Flink's own cluster in the JVM, which ends with the job.
 *
 * @param job the job
 * @param end how it ends
 */
public record RunningJob(JobClient job, CompletableFuture<?> end) {

	public static RunningJob of(JobClient job) {
		return new RunningJob(job, job.getJobExecutionResult());
	}

	/**
	 * A cluster on the loopback interface, which keeps the checkpoints of a job that is
	 * cancelled, and restarts a job once.
	 */
	public static Configuration configuration(Path checkpoints, @Nullable String restoreFrom) {
		Configuration configuration = new Configuration();
		configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
		configuration.set(RestOptions.BIND_PORT, "0");
		configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
		configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
		configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
		configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
		configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
		configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
		configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
		configuration.set(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
				ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
		if (restoreFrom != null) {
			configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, restoreFrom);
		}
		return configuration;
	}

	/**
	 * Finds what a job that was cancelled has left.
	 */
	public static String newestCheckpoint(Path checkpoints) throws IOException {
		try (Stream<Path> files = Files.walk(checkpoints)) {
			return files.filter((file) -> file.endsWith("_metadata"))
				.max(Comparator.comparing((file) -> file.toFile().lastModified()))
				.orElseThrow()
				.resolveSibling("")
				.toUri()
				.toString();
		}
	}

	public void cancel() {
		if (!this.end.isDone()) {
			this.job.cancel();
		}
		this.end.handle((result, failure) -> true).orTimeout(30, TimeUnit.SECONDS).join();
	}

}
