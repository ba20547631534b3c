package io.kinesisboot.embedded.stream;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The service's errors by kind.
 *
 * @since 0.1.0
 */
public final class KinesisErrors {

	private KinesisErrors() {
	}

	public static AwsError validation(String message) {
		return AwsError.badRequest("ValidationException", message);
	}

	public static AwsError invalidArgument(String message) {
		return AwsError.badRequest("InvalidArgumentException", message);
	}

	public static AwsError notFound(String message) {
		return AwsError.badRequest("ResourceNotFoundException", message);
	}

	static AwsError inUse(String message) {
		return AwsError.badRequest("ResourceInUseException", message);
	}

	static AwsError limitExceeded(String message) {
		return AwsError.badRequest("LimitExceededException", message);
	}

	public static AwsError expiredIterator(String message) {
		return AwsError.badRequest("ExpiredIteratorException", message);
	}

	public static AwsError expiredToken(String message) {
		return AwsError.badRequest("ExpiredNextTokenException", message);
	}

}
