package io.kinesisboot.consumer.torture;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file of lines, each of which is the system's to keep when the call returns: it
 * outlives the process, however that is killed. Thread-safe, also against interrupts,
 * which would close a channel.
 */
final class Journal implements AutoCloseable {

	static final String SUFFIX = ".journal";

	private final FileOutputStream file;

	private Journal(FileOutputStream file) {
		this.file = file;
	}

	static Journal open(Path directory, String name) throws IOException {
		return new Journal(new FileOutputStream(directory.resolve(name + SUFFIX).toFile(),
				/* append= */ true));
	}

	/**
	 * Writes a line, in one call of the system.
	 */
	void write(String line) {
		try {
			this.file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
