package io.kinesisboot.embedded.junit;

import io.kinesisboot.embedded.KinesisEndpoint;
import org.junit.platform.commons.support.ReflectionSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * Makes clients of the AWS SDK for an endpoint. Only this class knows the SDK, and it is
 * used only where a test asks for a client. Stateless.
 */
final class AwsClients {

	private AwsClients() {
	}

	static Object create(Class<?> type, KinesisEndpoint endpoint) {
		AwsClientBuilder<?, ?> builder = (AwsClientBuilder<?, ?>) ReflectionSupport.findMethod(type, "builder")
			.map((method) -> ReflectionSupport.invokeMethod(method, null))
			.orElseThrow();
		builder.endpointOverride(endpoint.endpoint())
			.region(Region.of(endpoint.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(endpoint.accessKeyId(), endpoint.secretAccessKey())));
		return builder.build();
	}

}
