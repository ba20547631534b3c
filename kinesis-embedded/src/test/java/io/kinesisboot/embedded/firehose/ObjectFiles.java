package io.kinesisboot.embedded.firehose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What delivery streams put into a directory.
 */
public final class ObjectFiles {

	private ObjectFiles() {
	}

	/**
	 * Reads the objects of a bucket.
	 * @param bucket the bucket's directory, which need not exist
	 * @return bytes by key
	 */
	public static Map<String, byte[]> bytes(Path bucket) {
		Map<String, byte[]> objects = new TreeMap<>();
		if (Files.isDirectory(bucket)) {
			try (Stream<Path> files = Files.walk(bucket)) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					objects.put(bucket.relativize(file).toString(), Files.readAllBytes(file));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return objects;
	}

	/**
	 * Reads the objects of a bucket.
	 * @param bucket the bucket's directory, which need not exist
	 * @return text by key
	 */
	public static Map<String, String> texts(Path bucket) {
		Map<String, String> texts = new TreeMap<>();
		bytes(bucket).forEach((key, content) -> texts.put(key, new String(content, StandardCharsets.UTF_8)));
		return texts;
	}

}
