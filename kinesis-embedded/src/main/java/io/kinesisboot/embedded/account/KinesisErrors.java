package io.kinesisboot.embedded.account;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

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

	static AwsError accessDenied(String message) {
		return AwsError.badRequest("AccessDeniedException", message);
	}

	public static AwsError notFound(String message) {
		return AwsError.badRequest("ResourceNotFoundException", message);
	}

	public static AwsError streamNotFound(String streamName, String accountId) {
		return notFound("Stream %s under account %s not found.".formatted(streamName, accountId));
	}

	public static AwsError consumerNotFound(@Nullable String name, String streamName, String accountId) {
		return notFound("Consumer %s under stream %s not found for account %s.".formatted(name, streamName, accountId));
	}

	public static AwsError tooManyTags(String streamName, String accountId) {
		return invalidArgument(("Failed to add tags to stream %s under account %s because a given stream cannot have "
				+ "more than %d tags associated with it.")
			.formatted(streamName, accountId, Attachments.MAX_TAGS));
	}

	public static AwsError inUse(String message) {
		return AwsError.badRequest("ResourceInUseException", message);
	}

	public static AwsError limitExceeded(String message) {
		return AwsError.badRequest("LimitExceededException", message);
	}

	public static AwsError expiredIterator(String message) {
		return AwsError.badRequest("ExpiredIteratorException", message);
	}

	public static AwsError expiredToken(String message) {
		return AwsError.badRequest("ExpiredNextTokenException", message);
	}

}
