package io.kinesisboot.autoconfigure.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

import com.amazonaws.services.lambda.runtime.Context;
import io.kinesisboot.consumer.lambda.LambdaAnswer;
import io.kinesisboot.consumer.lambda.LambdaSources;

/**
 * A function of AWS Lambda that hands the records of its events to the
 * {@code @KinesisListener} methods of an application, as {@link ApplicationLambdaHandler}
 * starts it. No stream is read, and no lease is kept. Thread-safe if the listeners are.
 *
 * @since 0.1.0
 */
public class KinesisListenerLambdaHandler extends ApplicationLambdaHandler {

	private final LambdaSources sources;

	/**
	 * Starts the application.
	 */
	public KinesisListenerLambdaHandler() {
		this.sources = application().getBean(LambdaSources.class);
	}

	/**
	 * Starts an application.
	 * @param application its class
	 * @param arguments its arguments
	 */
	protected KinesisListenerLambdaHandler(Class<?> application, String... arguments) {
		super(application, arguments);
		this.sources = application().getBean(LambdaSources.class);
	}

	/**
	 * Handles an event.
	 * @throws io.kinesisboot.KinesisBootException if the event has failed as a whole:
	 * Lambda repeats it by the settings of the event source mapping
	 */
	@Override
	protected void handle(InputStream input, OutputStream output, Context context) throws IOException {
		try {
			LambdaAnswer answer = this.sources.handle(input, context::getRemainingTimeInMillis);
			output.write(answer.toJson());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while an event was being handled");
		}
	}

}
