package io.kinesisboot.embedded.stream;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The service's errors by kind.
 */
final class KinesisErrors {

	private KinesisErrors() {
	}

	static AwsError validation(String message) {
		return AwsError.badRequest("ValidationException", message);
	}

	static AwsError invalidArgument(String message) {
		return AwsError.badRequest("InvalidArgumentException", message);
	}

	static AwsError notFound(String message) {
		return AwsError.badRequest("ResourceNotFoundException", message);
	}

	static AwsError inUse(String message) {
		return AwsError.badRequest("ResourceInUseException", message);
	}

	static AwsError expiredIterator(String message) {
		return AwsError.badRequest("ExpiredIteratorException", message);
	}

	static AwsError expiredToken(String message) {
		return AwsError.badRequest("ExpiredNextTokenException", message);
	}

}
