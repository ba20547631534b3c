package io.kinesisboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another JVM with the classes of this one, for tests to kill.
 */
public final class JavaProcess {

	private JavaProcess() {
	}

	/**
	 * Starts a program.
	 * @param main its class
	 * @param output where what it prints goes
	 * @param arguments its arguments
	 */
	public static Process start(Class<?> main, Path output, String... arguments) throws IOException {
		return start(List.of(), main, output, arguments);
	}

	/**
	 * Starts a program.
	 * @param options those of its JVM
	 * @param main its class
	 * @param output where what it prints goes
	 * @param arguments its arguments
	 */
	public static Process start(List<String> options, Class<?> main, Path output, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(output.toFile())
			.start();
	}

	/**
	 * Reads what a program has printed so far.
	 * @param output where it went
	 * @param prefix what the lines begin with, which is cut off
	 */
	public static List<String> lines(Path output, String prefix) throws IOException {
		// The last line may be cut off
		String text = Files.readString(output);
		return text.substring(0, text.lastIndexOf('\n') + 1)
			.lines()
			.filter((line) -> line.startsWith(prefix))
			.map((line) -> line.substring(prefix.length()))
			.toList();
	}

}
