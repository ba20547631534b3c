package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * Buckets in a directory, each a directory of its own, with an object in each file. A
 * file is there as a whole or not at all. Thread-safe.
 */
final class DirectoryStore implements ObjectStore {

	private static final Pattern DOTS = Pattern.compile("(?<=^|/)\\.{1,2}(?=/|$)");

	private final Path directory;

	DirectoryStore(Path directory) {
		this.directory = directory;
	}

	@Override
	public void put(String bucket, String key, byte[] content) throws IOException {
		Path file = this.directory.resolve(bucket).resolve("./" + withoutDots(key)).normalize();
		Files.createDirectories(file.getParent());
		Path part = Files.createTempFile(this.directory, ".part-", null);
		try {
			Files.write(part, content);
			Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(part);
		}
	}

	/**
	 * In a bucket these are names like others; in a directory they lead out of it.
	 */
	private static String withoutDots(String key) {
		return DOTS.matcher(key).replaceAll((dots) -> "%2E".repeat(dots.group().length()));
	}

}
