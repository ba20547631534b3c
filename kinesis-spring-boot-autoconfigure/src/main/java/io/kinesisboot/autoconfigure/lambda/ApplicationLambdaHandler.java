package io.kinesisboot.autoconfigure.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A function of AWS Lambda that is an application, which is started once, when Lambda
 * makes the handler. Thread-safe if its subclass is.
 * <p>
 * The application's class is the one that the environment variable {@code MAIN_CLASS}
 * names, else the only one that a manifest names as {@code Start-Class} or
 * {@code Main-Class} and that is a {@code @SpringBootApplication}. A subclass may name it
 * itself.
 *
 * @since 0.1.0
 */
public abstract class ApplicationLambdaHandler implements RequestStreamHandler {

	private static final Logger logger = LoggerFactory.getLogger(ApplicationLambdaHandler.class);

	private final ConfigurableApplicationContext application;

	private final Duration startup;

	private final AtomicBoolean called = new AtomicBoolean();

	/**
	 * Starts the application.
	 */
	protected ApplicationLambdaHandler() {
		this(ApplicationClass.find());
	}

	/**
	 * Starts an application.
	 * @param application its class
	 * @param arguments its arguments
	 */
	protected ApplicationLambdaHandler(Class<?> application, String... arguments) {
		long start = System.nanoTime();
		SpringApplication spring = new SpringApplication(application);
		spring.setMainApplicationClass(application);
		spring.setDefaultProperties(Map.of("kinesis.lambda.enabled", true));
		this.application = spring.run(arguments);
		this.startup = Duration.ofNanos(System.nanoTime() - start);
	}

	@Override
	public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
		long start = System.nanoTime();
		try {
			handle(input, output, context);
		}
		finally {
			if (this.called.compareAndSet(false, true)) {
				logger.info("The application started in {} ms, and its first event took {} ms", this.startup.toMillis(),
						Duration.ofNanos(System.nanoTime() - start).toMillis());
			}
		}
	}

	/**
	 * Handles an event.
	 * @param input the event
	 * @param output the answer
	 * @param context tells how much time is left
	 * @throws IOException if one of them cannot be read or written
	 */
	protected abstract void handle(InputStream input, OutputStream output, Context context) throws IOException;

	/**
	 * The application that was started.
	 * @return its context
	 */
	protected final ConfigurableApplicationContext application() {
		return this.application;
	}

}
