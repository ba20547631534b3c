package io.kinesisboot.autoconfigure.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.kinesisboot.consumer.lambda.LambdaAnswer;
import io.kinesisboot.consumer.lambda.LambdaSources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A function of AWS Lambda that hands the records of its events to the
 * {@code @KinesisListener} methods of an application. The application is started once,
 * when Lambda makes the handler; no stream is read, and no lease is kept. Thread-safe if
 * the listeners are.
 * <p>
 * The application's class is the one that the environment variable {@code MAIN_CLASS}
 * names, else the only one that a manifest names as {@code Start-Class} or
 * {@code Main-Class} and that is a {@code @SpringBootApplication}. A subclass may name it
 * itself.
 *
 * @since 0.1.0
 */
public class KinesisListenerLambdaHandler implements RequestStreamHandler {

	private static final Logger logger = LoggerFactory.getLogger(KinesisListenerLambdaHandler.class);

	private final ConfigurableApplicationContext application;

	private final LambdaSources sources;

	private final Duration startup;

	private final AtomicBoolean called = new AtomicBoolean();

	/**
	 * Starts the application.
	 */
	public KinesisListenerLambdaHandler() {
		this(ApplicationClass.find());
	}

	/**
	 * Starts an application.
	 * @param application its class
	 * @param arguments its arguments
	 */
	protected KinesisListenerLambdaHandler(Class<?> application, String... arguments) {
		long start = System.nanoTime();
		SpringApplication spring = new SpringApplication(application);
		spring.setMainApplicationClass(application);
		spring.setDefaultProperties(Map.of("kinesis.lambda.enabled", true));
		this.application = spring.run(arguments);
		this.sources = this.application.getBean(LambdaSources.class);
		this.startup = Duration.ofNanos(System.nanoTime() - start);
	}

	/**
	 * Handles an event.
	 * @param input the event
	 * @param output the answer
	 * @param context tells how much time is left
	 * @throws io.kinesisboot.KinesisBootException if the event has failed as a whole:
	 * Lambda repeats it by the settings of the event source mapping
	 */
	@Override
	public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
		long start = System.nanoTime();
		try {
			LambdaAnswer answer = this.sources.handle(input, context::getRemainingTimeInMillis);
			output.write(answer.toJson());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while an event was being handled");
		}
		finally {
			if (this.called.compareAndSet(false, true)) {
				logger.info("The application started in {} ms, and its first event took {} ms", this.startup.toMillis(),
						Duration.ofNanos(System.nanoTime() - start).toMillis());
			}
		}
	}

	/**
	 * The application that was started.
	 * @return its context
	 */
	protected final ConfigurableApplicationContext application() {
		return this.application;
	}

}
