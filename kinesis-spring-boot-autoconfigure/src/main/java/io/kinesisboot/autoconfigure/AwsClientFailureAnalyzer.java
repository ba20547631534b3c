package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Explains what users lack most often when an AWS client is first used: a region,
 * credentials, a reachable endpoint.
 */
final class AwsClientFailureAnalyzer extends AbstractFailureAnalyzer<SdkClientException> {

	private static final String LOCALLY = " To run without AWS, add the dependency 'io.kinesisboot:kinesis-embedded'.";

	private static final List<String> ENDPOINTS = List.of("kinesis.client.endpoint", "kinesis.dynamodb.endpoint",
			"spring.cloud.aws.endpoint");

	private final Environment environment;

	AwsClientFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

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
		Throwable network = network(cause);
		return (network != null) ? unreachable(rootFailure, message, network) : null;
	}

	private @Nullable Throwable network(Throwable failure) {
		IOException refused = findCause(failure, IOException.class);
		return (refused != null) ? refused : findCause(failure, TimeoutException.class);
	}

	private FailureAnalysis unreachable(Throwable rootFailure, String message, Throwable network) {
		KinesisBootException call = findCause(rootFailure, KinesisBootException.class);
		StringBuilder description = new StringBuilder("AWS cannot be reached: ");
		description.append((call != null) ? call.getMessage() : message);
		String detail = network.getMessage();
		if (detail != null && description.indexOf(detail) < 0) {
			description.append(" (").append(detail).append(')');
		}
		String endpoints = ENDPOINTS.stream()
			.filter((name) -> StringUtils.hasText(this.environment.getProperty(name)))
			.map((name) -> "'" + name + "', which is '" + this.environment.getProperty(name) + "'")
			.collect(Collectors.joining(", or "));
		String action = endpoints.isEmpty() ? "Check the network and the region."
				: "Start what should listen there, or correct " + endpoints + ".";
		return new FailureAnalysis(description.toString(), action + LOCALLY, rootFailure);
	}

}
