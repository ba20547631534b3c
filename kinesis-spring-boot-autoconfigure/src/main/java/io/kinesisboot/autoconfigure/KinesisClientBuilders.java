package io.kinesisboot.autoconfigure;

import java.net.URI;

import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientProperties;
import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.awspring.cloud.autoconfigure.core.AwsProperties;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Configures client builders as Spring Cloud AWS does, with our own connection details:
 * customizers of all clients come before those of one. Immutable.
 */
final class KinesisClientBuilders {

	private static final int MAX_PORT = 65_535;

	private final AwsClientBuilderConfigurer configurer;

	private final @Nullable KinesisConnectionDetails kinesisConnectionDetails;

	private final @Nullable AwsConnectionDetails awsConnectionDetails;

	private final ObjectProvider<AwsAsyncClientCustomizer> customizers;

	KinesisClientBuilders(AwsClientBuilderConfigurer configurer, ObjectProvider<AwsProperties> awsProperties,
			ObjectProvider<KinesisConnectionDetails> kinesisConnectionDetails,
			ObjectProvider<AwsConnectionDetails> awsConnectionDetails,
			ObjectProvider<AwsAsyncClientCustomizer> customizers) {
		awsProperties.ifAvailable((properties) -> checkEndpoint("spring.cloud.aws.endpoint", properties.getEndpoint()));
		this.configurer = configurer;
		this.kinesisConnectionDetails = kinesisConnectionDetails.getIfAvailable();
		this.awsConnectionDetails = awsConnectionDetails.getIfAvailable();
		this.customizers = customizers;
	}

	<T extends AwsClientBuilder<T, ?> & AwsAsyncClientBuilder<T, ?>> T configure(T builder, String prefix,
			AwsClientProperties properties, ObjectProvider<? extends AwsClientCustomizer<T>> clientCustomizers) {
		checkEndpoint(prefix + ".endpoint", properties.getEndpoint());
		KinesisConnectionDetails details = this.kinesisConnectionDetails;
		this.configurer.configure(builder, properties,
				(details != null) ? new Adapter(details, this.awsConnectionDetails) : this.awsConnectionDetails);
		if (details != null && details.getAccessKey() != null && details.getSecretKey() != null) {
			builder.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(details.getAccessKey(), details.getSecretKey())));
		}
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		clientCustomizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	private static void checkEndpoint(String property, @Nullable URI endpoint) {
		if (endpoint == null) {
			return;
		}
		String scheme = endpoint.getScheme();
		if (endpoint.getHost() == null || endpoint.getPort() > MAX_PORT
				|| !("http".equals(scheme) || "https".equals(scheme))) {
			throw new InvalidConfigurationPropertyValueException(property, endpoint,
					"It must be a URL of the form http://host:port or https://host:port.");
		}
	}

	/**
	 * Kinesis's own connection details, completed by those of all services.
	 */
	private record Adapter(KinesisConnectionDetails details,
			@Nullable AwsConnectionDetails fallback) implements AwsConnectionDetails {

		@Override
		public @Nullable URI getEndpoint() {
			URI endpoint = this.details.getEndpoint();
			return (endpoint == null && this.fallback != null) ? this.fallback.getEndpoint() : endpoint;
		}

		@Override
		public @Nullable String getRegion() {
			String region = this.details.getRegion();
			return (region == null && this.fallback != null) ? this.fallback.getRegion() : region;
		}

	}

}
