package io.kinesisboot.autoconfigure;

import java.util.Set;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that the application may not do what it has to, by the action's name.
 */
final class AccessDeniedFailureAnalyzer extends AbstractFailureAnalyzer<AwsServiceException> {

	private static final Set<String> CODES = Set.of("AccessDenied", "AccessDeniedException");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, AwsServiceException cause) {
		if (cause.awsErrorDetails() == null || !CODES.contains(cause.awsErrorDetails().errorCode())) {
			return null;
		}
		KinesisBootException call = findCause(rootFailure, KinesisBootException.class);
		return new FailureAnalysis("AWS denies access: " + ((call != null) ? call : cause).getMessage(),
				"Allow the action in the IAM policy of the application's role. Run with"
						+ " '--kinesis.iam-policy.file=-', the application prints the policy that it needs.",
				rootFailure);
	}

}
