package io.kinesisboot.consumer.torture;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.consumer.torture.Observations.Exit;

/**
 * The processes that read, some of which are killed or stopped and replaced. Confined to
 * one thread at a time.
 */
final class Fleet {

	/** Longer than a container waits for its records. */
	private static final int STOP_SECONDS = 40;

	private final TortureSettings settings;

	private final URI endpoint;

	private final Path directory;

	private final String stream;

	private final Journal journal;

	private final Random random;

	private final Member[] members = new Member[TortureSettings.WORKERS];

	private int started;

	private volatile boolean aborted;

	Fleet(TortureSettings settings, URI endpoint, Path directory, String stream, Journal journal) {
		this.settings = settings;
		this.endpoint = endpoint;
		this.directory = directory;
		this.stream = stream;
		this.journal = journal;
		this.random = new Random(settings.seed());
	}

	void start() throws IOException {
		for (int i = 0; i < this.members.length; i++) {
			this.members[i] = startMember("worker-" + i);
		}
	}

	private Member startMember(String workerId) throws IOException {
		String name = "process-" + this.started++;
		// Starts in two seconds less, and is done before the compiler would pay
		Process process = JavaProcess.start(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"), TortureWorker.class,
				this.directory.resolve(name + ".out"),
				TortureWorker.arguments(this.settings, this.endpoint, this.directory, this.stream, name, workerId));
		if (this.aborted) {
			process.destroyForcibly();
		}
		return new Member(name, workerId, process);
	}

	/**
	 * Kills or stops a process, and starts another one: with the name of the old one in
	 * the lease table, or a new one.
	 */
	void disturb() throws IOException, InterruptedException {
		int unlucky = this.random.nextInt(this.members.length);
		Member member = this.members[unlucky];
		if (this.random.nextBoolean()) {
			kill(member);
		}
		else {
			stop(List.of(member));
		}
		this.members[unlucky] = startMember(this.random.nextBoolean() ? member.workerId() : "worker-" + this.started);
	}

	void stop() throws InterruptedException {
		stop(List.of(this.members));
	}

	/**
	 * Leaves nothing running.
	 */
	void abort() {
		this.aborted = true;
		for (Member member : this.members) {
			if (member != null) {
				member.process().destroyForcibly();
			}
		}
	}

	private void kill(Member member) throws InterruptedException {
		member.process().destroyForcibly().waitFor();
		exited(member, /* killed= */ true);
	}

	private void stop(List<Member> leaving) throws InterruptedException {
		leaving.forEach((member) -> member.process().destroy());
		for (Member member : leaving) {
			if (!member.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException(member.name() + " did not stop within " + STOP_SECONDS + " s");
			}
			exited(member, /* killed= */ false);
		}
	}

	private void exited(Member member, boolean killed) {
		this.journal.write(new Exit(member.name(), killed, System.nanoTime()).toLine());
	}

	private record Member(String name, String workerId, Process process) {

	}

}
