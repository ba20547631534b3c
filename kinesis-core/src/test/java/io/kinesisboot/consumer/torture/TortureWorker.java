package io.kinesisboot.consumer.torture;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.Consumers.Retrieval;
import io.kinesisboot.consumer.Consumers.Settings;
import io.kinesisboot.consumer.torture.TortureSettings.Engine;

/**
 * A process that reads a stream until it is killed, or asked to stop.
 */
public final class TortureWorker {

	static final String APPLICATION = "torture-application";

	private TortureWorker() {
	}

	static String[] arguments(TortureSettings settings, URI endpoint, Path directory, String stream, String worker,
			String workerId) {
		return new String[] { endpoint.toString(), directory.toString(), stream, worker, workerId,
				settings.engine().toString(), settings.retrieval().toString(), settings.ordering(),
				Integer.toString(settings.concurrency()), Integer.toString(settings.failurePercent()) };
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		Path directory = Path.of(args[1]);
		String stream = args[2];
		String worker = args[3];
		Settings settings = new Settings(args[4], Retrieval.valueOf(args[6]), args[7], Integer.parseInt(args[8]),
				TortureSettings.FAILOVER_TIME, Settings.defaults().idleTimeBetweenReads());
		Journal journal = Journal.open(directory, worker);
		WorkerTenures tenures = new WorkerTenures(worker, journal);
		TortureHandler handler = new TortureHandler(tenures, journal, Integer.parseInt(args[9]));
		Consumers consumers = new Consumers(URI.create(args[0]), settings);
		Runnable stop = switch (Engine.valueOf(args[5])) {
			case OURS -> consumers.startOurs(APPLICATION, stream, handler, TenureListener.customizer(tenures, journal));
			case BARE_KCL -> consumers.startBare(APPLICATION, stream, () -> new BareProcessor(handler),
					TenureListener.customizer(tenures, journal));
		};
		Runtime.getRuntime().addShutdownHook(new Thread(stop));
		new CountDownLatch(1).await();
	}

}
