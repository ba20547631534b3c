package io.kinesisboot.consumer.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.kinesisboot.consumer.torture.Observations.Handling;
import io.kinesisboot.consumer.torture.Observations.RecordId;

/**
 * Follows the journals of a run while it lasts. Confined to one thread.
 */
final class Progress {

	private final Path directory;

	private final Map<Path, Long> read = new HashMap<>();

	private final Set<RecordId> handled = new HashSet<>();

	Progress(Path directory) {
		this.directory = directory;
	}

	/**
	 * How many records have been handled until now.
	 */
	int handled() {
		try (Stream<Path> files = Files.list(this.directory)) {
			List<Path> journals = files.filter((file) -> file.toString().endsWith(Journal.SUFFIX)).toList();
			for (Path journal : journals) {
				readOn(journal);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this.handled.size();
	}

	private void readOn(Path journal) throws IOException {
		long from = this.read.getOrDefault(journal, 0L);
		try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
			file.seek(from);
			byte[] bytes = new byte[(int) (file.length() - from)];
			file.readFully(bytes);
			String text = new String(bytes, StandardCharsets.US_ASCII);
			String whole = text.substring(0, text.lastIndexOf('\n') + 1);
			this.read.put(journal, from + whole.length());
			whole.lines()
				.filter((line) -> line.startsWith(Handling.DONE + " "))
				.forEach((line) -> this.handled.add(Handling.parse(line.split(" ")).id()));
		}
	}

}
