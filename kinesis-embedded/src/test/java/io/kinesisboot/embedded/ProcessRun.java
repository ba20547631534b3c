package io.kinesisboot.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end, within a limit.
 *
 * @param exitCode how it ended
 * @param out what it wrote to its standard output
 * @param err what it wrote to its standard error
 */
record ProcessRun(int exitCode, String out, String err) {

	private static final int LIMIT_SECONDS = 60;

	static ProcessRun of(Path directory, Map<String, String> environment, List<String> command) {
		try {
			Path out = Files.createTempFile(directory, "out", ".txt");
			Path err = Files.createTempFile(directory, "err", ".txt");
			ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
				.redirectError(err.toFile());
			builder.environment().putAll(environment);
			Process process = builder.start();
			process.getOutputStream().close();
			if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException(command + " did not end within " + LIMIT_SECONDS + " seconds");
			}
			return new ProcessRun(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
					Files.readString(err, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(command + " was interrupted", ex);
		}
	}

}
