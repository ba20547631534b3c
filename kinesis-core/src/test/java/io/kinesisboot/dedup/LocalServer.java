package io.kinesisboot.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * A server that this machine has installed, with data of its own, for one test class. A
 * test that asks for one that is not installed is skipped.
 */
public final class LocalServer implements AutoCloseable {

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	private final Path directory;

	private final int port;

	private final Process process;

	private LocalServer(Path directory, int port, List<String> command) throws IOException {
		this.directory = directory;
		this.port = port;
		this.process = start(directory, command);
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::listens);
	}

	/**
	 * Starts PostgreSQL, with the user {@code test} and no password.
	 */
	public static LocalServer postgresql() {
		Path postgres = installed("PostgreSQL", "/usr/lib/postgresql/*/bin/postgres");
		return start((directory, port) -> {
			// It does not run as root
			List<String> user = ROOT ? List.of("runuser", "-u", "postgres", "--") : List.of();
			if (ROOT) {
				run(directory, List.of("chown", "postgres", directory.toString()));
			}
			String data = directory.resolve("data").toString();
			run(directory, with(user, postgres.resolveSibling("initdb").toString(), "-D", data, "-U", "test", "-A",
					"trust", "-E", "UTF8", "--no-sync"));
			return with(user, postgres.toString(), "-D", data, "-p", String.valueOf(port), "-h", "127.0.0.1", "-k",
					directory.toString());
		});
	}

	/**
	 * Starts MariaDB, with the user {@code root} and no password, without users of its
	 * own.
	 */
	public static LocalServer mariadb() {
		installed("MariaDB", "/usr/sbin/mariadbd");
		return start((directory, port) -> {
			String data = "--datadir=" + directory.resolve("data");
			run(directory, List.of("mariadb-install-db", "--no-defaults", data,
					"--auth-root-authentication-method=normal", "--user=" + System.getProperty("user.name")));
			return List.of("mariadbd", "--no-defaults", data, "--port=" + port, "--bind-address=127.0.0.1",
					"--socket=" + directory.resolve("socket"), "--user=" + System.getProperty("user.name"));
		});
	}

	/**
	 * Starts Redis.
	 */
	public static LocalServer redis() {
		installed("Redis", "/usr/bin/redis-server");
		return start((directory, port) -> List.of("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1",
				"--save", "", "--dir", directory.toString()));
	}

	/**
	 * Finds a program, whose directory's parent may be a star.
	 */
	private static Path installed(String name, String pattern) {
		List<Path> found = new ArrayList<>();
		int star = pattern.indexOf('*');
		Path first = Path.of((star < 0) ? pattern : pattern.substring(0, star));
		if (star < 0) {
			found.add(first);
		}
		else if (Files.isDirectory(first)) {
			try (DirectoryStream<Path> versions = Files.newDirectoryStream(first)) {
				versions.forEach((version) -> found.add(Path.of(version + pattern.substring(star + 1))));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		found.removeIf((program) -> !Files.isExecutable(program));
		Assumptions.assumeFalse(found.isEmpty(), name + " is not installed");
		return found.get(0);
	}

	private static LocalServer start(Setup setup) {
		try {
			int port = freePort();
			Path directory = Files.createTempDirectory("kinesis-server");
			return new LocalServer(directory, port, setup.prepare(directory, port));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
	}

	private static List<String> with(List<String> first, String... more) {
		List<String> all = new ArrayList<>(first);
		all.addAll(List.of(more));
		return all;
	}

	private static void run(Path directory, List<String> command) throws IOException {
		Process process = start(directory, command);
		try {
			if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IOException(command + " has failed: " + Files.readString(log(directory)));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static Process start(Path directory, List<String> command) throws IOException {
		return new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
			.start();
	}

	private static Path log(Path directory) {
		return directory.resolve("log");
	}

	private boolean listens() throws IOException {
		if (!this.process.isAlive()) {
			throw new IOException("The server has ended: " + Files.readString(log(this.directory)));
		}
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Where it listens, on the loopback interface.
	 */
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.toHandle().descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What a server needs before it starts. */
	private interface Setup {

		/**
		 * Prepares the data.
		 * @return the command that starts the server
		 */
		List<String> prepare(Path directory, int port) throws IOException;

	}

}
