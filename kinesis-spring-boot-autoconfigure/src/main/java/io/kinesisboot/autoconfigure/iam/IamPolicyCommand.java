package io.kinesisboot.autoconfigure.iam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.LifecycleProcessor;
import org.springframework.core.Ordered;

/**
 * Writes the policy before any other runner, and has the application end. Until then it
 * is what starts the parts of an application, and starts none. Confined to the thread
 * that runs the application.
 */
final class IamPolicyCommand implements ApplicationRunner, LifecycleProcessor, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(IamPolicyCommand.class);

	private static final String STANDARD_OUTPUT = "-";

	private final String file;

	private final IamPolicyGenerator generator;

	private final Runnable exit;

	/**
	 * Creates a command.
	 * @param file where to write to
	 * @param generator makes the policy
	 * @param exit ends the application
	 */
	IamPolicyCommand(String file, IamPolicyGenerator generator, Runnable exit) {
		this.file = file;
		this.generator = generator;
		this.exit = exit;
	}

	@Override
	public void run(ApplicationArguments arguments) throws IOException {
		String policy = this.generator.generate().toString();
		if (this.file.equals(STANDARD_OUTPUT)) {
			System.out.print(policy);
		}
		else {
			Path written = Files.writeString(Path.of(this.file), policy);
			logger.info("The IAM policy of the application is in {}", written.toAbsolutePath());
		}
		this.exit.run();
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onRefresh() {
	}

	@Override
	public void onClose() {
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
