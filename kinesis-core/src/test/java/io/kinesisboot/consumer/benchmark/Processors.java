package io.kinesisboot.consumer.benchmark;

import java.io.IOException;
import java.util.List;

/**
 * Gives the endpoint a processor of its own, so that a contender is measured by what it
 * does with the others, and not by what the endpoint leaves to it. By the command
 * {@code taskset} of Linux.
 */
final class Processors {

	private static final int LAST = Runtime.getRuntime().availableProcessors() - 1;

	private Processors() {
	}

	/**
	 * Leaves the first processor to this process.
	 */
	static void reserve() throws IOException, InterruptedException {
		assign(ProcessHandle.current().pid(), "0");
	}

	/**
	 * Gives another process all but the first processor.
	 */
	static void leaveOthers(long process) throws IOException, InterruptedException {
		assign(process, "1-" + LAST);
	}

	/**
	 * Ends the reservation.
	 */
	static void release() throws IOException, InterruptedException {
		assign(ProcessHandle.current().pid(), "0-" + LAST);
	}

	private static void assign(long process, String processors) throws IOException, InterruptedException {
		List<String> command = List.of("taskset", "--all-tasks", "--cpu-list", "--pid", processors,
				Long.toString(process));
		int status = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
		if (status != 0) {
			throw new IllegalStateException(command + " ended with " + status);
		}
	}

}
