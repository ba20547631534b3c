package io.kinesisboot.embedded;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.time.MovableClock;

/**
 * Runs an {@link EmbeddedKinesis} as a program of its own, for clients in other processes
 * and languages, until the process is killed.
 *
 * @since 0.1.0
 */
public final class EmbeddedKinesisServer {

	private static final String USAGE = """
			Usage: java -jar kinesis-embedded-standalone.jar [OPTION]...

			  --stream NAME[:SHARDS]   create a stream at the start, of one shard unless told otherwise; may be repeated
			  --port N                 listen on port N, by default 4567, with and without TLS; 0 for any free port
			  --tls-port N             listen on port N as well, for TLS; 0 for any free port
			  --host HOST              listen on this address, by default 127.0.0.1; 0.0.0.0 for all of the machine
			  --region NAME            the region in ARNs, which clients must sign for, by default us-east-1
			  --account-id DIGITS      the account in ARNs, by default 000000000000
			  --transition-millis N    how long a stream takes to be created, changed or deleted, by default 0
			  --max-memory-mib N       most heap that records may take, by default a quarter; the oldest are dropped beyond
			  --enforce-limits         refuse what is beyond the service's limits
			  --firehose-directory DIR where delivery streams put objects, each bucket a directory in it, which exists
			  --fault-seed N           what faults are drawn by, by default another number each time
			  --help                   print this text
			""";

	private static final int DEFAULT_PORT = 4567;

	private static final int BAD_USAGE = 2;

	private static final long MIB = 1024 * 1024;

	private EmbeddedKinesisServer() {
	}

	/**
	 * Starts the endpoint, prints its addresses and keeps it up. Bad options end the
	 * process with one message and exit code 2.
	 * @param args the options
	 * @throws InterruptedException if the main thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		List<String> options = Arrays.asList(args);
		if (options.contains("--help")) {
			System.out.print(USAGE);
			return;
		}
		try {
			EmbeddedKinesis kinesis = configure(options.iterator()).build().start();
			Runtime.getRuntime().addShutdownHook(new Thread(kinesis::close, "kinesis-embedded-shutdown"));
			System.out.println("Kinesis endpoint ready at " + kinesis.endpoint());
			System.out.println("With TLS at " + kinesis.tlsEndpoint());
		}
		catch (IllegalArgumentException | EmbeddedKinesisException ex) {
			System.err.println(ex.getMessage());
			System.exit(BAD_USAGE);
		}
		// The endpoint's own threads are daemons: this one keeps the process alive
		new CountDownLatch(1).await();
	}

	private static EmbeddedKinesis.Builder configure(Iterator<String> options) {
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder()
			.port(DEFAULT_PORT)
			.clock(new MovableClock(Clock.systemUTC()));
		while (options.hasNext()) {
			String option = options.next();
			switch (option) {
				case "--stream" -> builder.stream(value(option, options));
				case "--port" -> builder.port(number(option, options));
				case "--tls-port" -> builder.tlsPort(number(option, options));
				case "--host" -> builder.host(value(option, options));
				case "--region" -> builder.region(value(option, options));
				case "--account-id" -> builder.accountId(value(option, options));
				case "--transition-millis" -> builder.transitionTime(Duration.ofMillis(number(option, options)));
				case "--max-memory-mib" -> builder.maxMemory(number(option, options) * MIB);
				case "--enforce-limits" -> builder.limits(Limits.enforced());
				case "--firehose-directory" -> builder.firehoseDirectory(Path.of(value(option, options)));
				case "--fault-seed" -> builder.faultSeed(number(option, options));
				default -> throw new IllegalArgumentException("Unknown option '" + option + "'; --help lists them");
			}
		}
		return builder;
	}

	private static String value(String option, Iterator<String> options) {
		if (!options.hasNext()) {
			throw new IllegalArgumentException("'" + option + "' needs a value");
		}
		return options.next();
	}

	private static int number(String option, Iterator<String> options) {
		String value = value(option, options);
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + option + "' needs a number but was '" + value + "'", ex);
		}
	}

}
