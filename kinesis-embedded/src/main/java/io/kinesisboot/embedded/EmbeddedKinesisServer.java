package io.kinesisboot.embedded;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs an {@link EmbeddedKinesis} as a program of its own, for clients in other processes
 * and languages, until the process is killed.
 *
 * @since 0.1.0
 */
public final class EmbeddedKinesisServer {

	private static final String USAGE = """
			Usage: java -jar kinesis-embedded-standalone.jar [--host HOST] [--port N] [--tls-port N] [--stream NAME[:SHARDS]]...

			  --host HOST              listen on this address, by default 127.0.0.1; 0.0.0.0 for all of the machine
			  --port N                 listen on port N, by default 4567, with and without TLS; 0 for any free port
			  --tls-port N             listen on port N as well, for TLS; 0 for any free port
			  --stream NAME[:SHARDS]   create a stream at the start, of one shard unless told otherwise; may be repeated
			  --help                   print this text
			""";

	private static final int DEFAULT_PORT = 4567;

	private static final int BAD_USAGE = 2;

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
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder().port(DEFAULT_PORT);
		while (options.hasNext()) {
			String option = options.next();
			switch (option) {
				case "--host" -> builder.host(value(option, options));
				case "--port" -> builder.port(number(option, value(option, options)));
				case "--tls-port" -> builder.tlsPort(number(option, value(option, options)));
				case "--stream" -> builder.stream(value(option, options));
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

	private static int number(String option, String value) {
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + option + "' needs a number but was '" + value + "'", ex);
		}
	}

}
