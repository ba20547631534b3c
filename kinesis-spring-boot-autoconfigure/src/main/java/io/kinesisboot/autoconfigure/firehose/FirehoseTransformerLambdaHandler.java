package io.kinesisboot.autoconfigure.firehose;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.amazonaws.services.lambda.runtime.Context;
import io.kinesisboot.autoconfigure.lambda.ApplicationLambdaHandler;
import io.kinesisboot.firehose.transform.FirehoseTransformers;

/**
 * A function of AWS Lambda that transforms the records of Firehose by the
 * {@code @FirehoseTransformer} methods of an application, as
 * {@link ApplicationLambdaHandler} starts it. Thread-safe if the methods are.
 *
 * @since 0.1.0
 */
@SuppressWarnings("this-escape")
public class FirehoseTransformerLambdaHandler extends ApplicationLambdaHandler {

	private final FirehoseTransformers transformers;

	/**
	 * Starts the application.
	 */
	public FirehoseTransformerLambdaHandler() {
		this.transformers = application().getBean(FirehoseTransformers.class);
	}

	/**
	 * Starts an application.
	 * @param application its class
	 * @param arguments its arguments
	 */
	protected FirehoseTransformerLambdaHandler(Class<?> application, String... arguments) {
		super(application, arguments);
		this.transformers = application().getBean(FirehoseTransformers.class);
	}

	/**
	 * Transforms the records of an event.
	 * @throws io.kinesisboot.KinesisBootException if it is no event of Firehose, there is
	 * no method for its delivery stream, or a method has the invocation repeated
	 */
	@Override
	protected void handle(InputStream input, OutputStream output, Context context) throws IOException {
		this.transformers.handle(input.readAllBytes(), output);
	}

}
