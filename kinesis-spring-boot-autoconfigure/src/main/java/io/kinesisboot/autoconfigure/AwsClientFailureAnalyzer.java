package io.kinesisboot.autoconfigure;

import java.net.ConnectException;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what users lack most often when an AWS client is first used: a region,
 * credentials, a reachable endpoint.
 */
final class AwsClientFailureAnalyzer extends AbstractFailureAnalyzer<SdkClientException> {

	private static final String LOCALLY = " To run without AWS, add the dependency 'io.kinesisboot:kinesis-embedded'.";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SdkClientException cause) {
		String message = String.valueOf(cause.getMessage());
		if (message.contains("Unable to load region")) {
			return new FailureAnalysis("No AWS region is configured.",
					"Set 'spring.cloud.aws.region.static' or the environment variable AWS_REGION." + LOCALLY,
					rootFailure);
		}
		if (message.contains("Unable to load credentials")) {
			return new FailureAnalysis("No AWS credentials were found.",
					"Set 'spring.cloud.aws.credentials.access-key' and '.secret-key', or the environment variables"
							+ " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run under a role." + LOCALLY,
					rootFailure);
		}
		if (findCause(rootFailure, ConnectException.class) != null
				|| findCause(rootFailure, UnknownHostException.class) != null) {
			return new FailureAnalysis("AWS cannot be reached: " + message,
					"Start what should listen there, or correct 'kinesis.client.endpoint', 'kinesis.dynamodb.endpoint',"
							+ " 'spring.cloud.aws.endpoint' or the region." + LOCALLY,
					rootFailure);
		}
		return null;
	}

}
