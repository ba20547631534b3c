package io.kinesisboot.consumer.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.Consumers.Settings;
import io.kinesisboot.consumer.torture.TortureSettings.Engine;
import io.kinesisboot.embedded.EmbeddedKinesis;
import org.awaitility.Awaitility;

/**
 * One run: an endpoint and a writer in this process, workers in processes of their own,
 * and whatever disturbs them; then the verdict. Confined to one thread.
 */
final class TortureRun implements AutoCloseable {

	private static final String STREAM = "torture";

	private static final Duration OBSERVATION_INTERVAL = Duration.ofMillis(100);

	private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);

	private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

	/** How long nothing is handled before nothing more is expected. */
	private static final Duration SILENCE = Duration.ofSeconds(10);

	/** The same where the last leader and the last holder of leases may have crashed. */
	private static final Duration SILENCE_AFTER_CRASHES = Duration.ofSeconds(30);

	private final TortureSettings settings;

	private final Path directory;

	private final EmbeddedKinesis endpoint;

	private final Consumers clients;

	private final List<Journal> journals = new ArrayList<>();

	private final Fleet fleet;

	private final FaultPlan faults;

	private final Resharder resharder;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	/** Counted down when nothing is to be disturbed any more. */
	private final CountDownLatch calm = new CountDownLatch(1);

	/** Counted down when all workers have ended. */
	private final CountDownLatch over = new CountDownLatch(1);

	TortureRun(TortureSettings settings, Path directory) throws IOException {
		this.settings = settings;
		this.directory = Files.createDirectories(directory);
		this.endpoint = EmbeddedKinesis.builder()
			.stream(STREAM, TortureSettings.SHARDS)
			.faultSeed(settings.seed())
			.build()
			.start();
		this.clients = new Consumers(this.endpoint.endpoint(), Settings.defaults());
		this.fleet = new Fleet(settings, this.endpoint.endpoint(), directory, STREAM, journal("fleet"));
		this.faults = new FaultPlan(this.endpoint.faults());
		this.resharder = new Resharder(this.clients.kinesis(), STREAM, settings.seed());
	}

	private Journal journal(String name) throws IOException {
		Journal journal = Journal.open(this.directory, name);
		this.journals.add(journal);
		return journal;
	}

	/**
	 * Runs until all records are handled, or nothing has been for a while.
	 */
	Verdict run() throws Exception {
		if (this.settings.engine() == Engine.BARE_KCL) {
			this.clients.seed(TortureWorker.APPLICATION, STREAM);
		}
		this.fleet.start();
		awaitLeases();
		LeaseObserver observer = new LeaseObserver(this.clients.dynamoDb(), TortureWorker.APPLICATION,
				journal("leases"));
		Future<?> observing = repeat(observer::observe, OBSERVATION_INTERVAL, this.over);
		List<Future<?>> disturbing = disturb();
		new Writer(this.settings, this.clients.kinesis(), STREAM, journal("writer")).write();
		this.calm.countDown();
		for (Future<?> disturbance : disturbing) {
			disturbance.get();
		}
		this.faults.end();
		awaitRecords();
		this.fleet.stop();
		this.over.countDown();
		observing.get();
		observer.observe();
		return TortureChecker.check(Observations.read(this.directory));
	}

	private List<Future<?>> disturb() {
		if (!this.settings.isDisturbed()) {
			return List.of();
		}
		this.faults.begin();
		Duration interval = this.settings.disturbanceInterval();
		return List.of(repeat(this.fleet::disturb, interval, this.calm),
				repeat(this.resharder::disturb, interval, this.calm), repeat(this.faults::strike, interval, this.calm));
	}

	private Future<?> repeat(Action action, Duration interval, CountDownLatch until) {
		return this.executor.submit(() -> {
			while (!until.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
				action.run();
			}
			return null;
		});
	}

	private void awaitLeases() {
		Awaitility.await()
			.atMost(START_TIMEOUT)
			.pollInterval(PROGRESS_INTERVAL)
			.until(() -> Observations.read(this.directory).openings().size() >= TortureSettings.SHARDS);
	}

	private void awaitRecords() throws InterruptedException {
		Progress progress = new Progress(this.directory);
		Duration patience = this.settings.isDisturbed() ? SILENCE_AFTER_CRASHES : SILENCE;
		int handled = progress.handled();
		long changed = System.nanoTime();
		while (handled < this.settings.records() && System.nanoTime() - changed < patience.toNanos()) {
			this.over.await(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			int now = progress.handled();
			if (now > handled) {
				handled = now;
				changed = System.nanoTime();
			}
		}
	}

	/**
	 * How often shards were split and merged, and how often each fault struck.
	 */
	String disturbances() {
		StringBuilder text = new StringBuilder();
		text.append("%-44s %,12d%n".formatted("split", this.resharder.splits()));
		text.append("%-44s %,12d%n".formatted("merged", this.resharder.merges()));
		this.faults.served().forEach((fault, strikes) -> text.append("%s: %,d%n".formatted(fault, strikes)));
		return text.toString();
	}

	@Override
	public void close() throws IOException {
		this.calm.countDown();
		this.over.countDown();
		this.executor.shutdownNow();
		this.fleet.abort();
		for (Journal journal : this.journals) {
			journal.close();
		}
		this.clients.close();
		this.endpoint.close();
	}

	private interface Action {

		void run() throws Exception;

	}

}
