package io.kinesisboot.embedded.firehose.plan;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The service's errors by kind.
 *
 * @since 0.1.0
 */
public final class FirehoseErrors {

	private FirehoseErrors() {
	}

	public static AwsError invalidArgument(String message) {
		return AwsError.badRequest("InvalidArgumentException", message);
	}

	public static AwsError notFound(String name, String accountId) {
		return AwsError.badRequest("ResourceNotFoundException",
				"Firehose %s under account %s not found.".formatted(name, accountId));
	}

	public static AwsError inUse(String message) {
		return AwsError.badRequest("ResourceInUseException", message);
	}

	public static AwsError limitExceeded(String message) {
		return AwsError.badRequest("LimitExceededException", message);
	}

	public static AwsError concurrentModification(String message) {
		return AwsError.badRequest("ConcurrentModificationException", message);
	}

	/**
	 * What a delivery stream says that is given too much.
	 * @return an error of status 503
	 */
	public static AwsError unavailable() {
		return new AwsError(503, "ServiceUnavailableException", "Slow down.");
	}

}
