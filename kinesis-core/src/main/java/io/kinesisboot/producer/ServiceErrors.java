package io.kinesisboot.producer;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import io.kinesisboot.stream.ServiceLocation;
import io.kinesisboot.stream.StreamNotFoundException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * What the service's and the client's errors mean for the records of a call. Immutable.
 *
 * @param location where the client finds the service
 */
record ServiceErrors(ServiceLocation location) {

	private static final int SERVER_ERROR = 500;

	/**
	 * Takes an error out of what futures wrap it in.
	 * @param error what a future of the client failed with
	 * @return the SDK's own exception
	 */
	static Throwable unwrap(Throwable error) {
		Throwable cause = error.getCause();
		return (error instanceof CompletionException && cause != null) ? cause : error;
	}

	/**
	 * Tells whether the same call may succeed later: throttled, failed inside the
	 * service, timed out or lost on the way.
	 */
	static boolean isTransient(Throwable error) {
		if (error instanceof AwsServiceException serviceError) {
			return serviceError.statusCode() >= SERVER_ERROR || serviceError.isThrottlingException()
					|| error instanceof KmsThrottlingException;
		}
		return error instanceof ApiCallTimeoutException || error instanceof ApiCallAttemptTimeoutException
				|| isCausedByNetwork(error);
	}

	private static boolean isCausedByNetwork(Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException || cause instanceof TimeoutException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Explains why one entry of a call that succeeded was refused.
	 */
	static Refusal ofEntry(PutRecordsResultEntry answer) {
		Reason reason = new Reason(answer.errorCode(),
				Objects.requireNonNullElse(answer.errorMessage(), "no explanation"), null);
		return (record, attempts) -> new SendException(record, attempts, reason);
	}

	/**
	 * Explains why a call for records of one stream failed as a whole.
	 */
	Refusal ofCall(String stream, Throwable error) {
		Throwable cause = (error instanceof ResourceNotFoundException)
				? new StreamNotFoundException(stream, this.location, error) : error;
		Reason reason = new Reason(errorCode(error), String.valueOf(cause.getMessage()), cause);
		return (record, attempts) -> new SendException(record, attempts, reason);
	}

	/**
	 * Names an error, by the code of AWS or else by its type.
	 */
	static String codeOf(Throwable error) {
		String code = errorCode(error);
		return (code != null) ? code : error.getClass().getSimpleName();
	}

	static @Nullable String errorCode(Throwable error) {
		return (error instanceof AwsServiceException serviceError && serviceError.awsErrorDetails() != null)
				? serviceError.awsErrorDetails().errorCode() : null;
	}

}
