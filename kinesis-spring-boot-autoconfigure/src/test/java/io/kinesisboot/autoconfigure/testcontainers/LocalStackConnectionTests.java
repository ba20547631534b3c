package io.kinesisboot.autoconfigure.testcontainers;

import java.net.URI;
import java.util.Map;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisDeadLetterAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisKclAutoConfiguration;
import io.kinesisboot.autoconfigure.embedded.EmbeddedKinesisAutoConfiguration;
import io.kinesisboot.embedded.EmbeddedKinesis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.localstack.LocalStackContainer;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

class LocalStackConnectionTests {

	private static final URI ENDPOINT = URI.create("http://127.0.0.1:4566");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class, AwsAutoConfiguration.class,
				CredentialsProviderAutoConfiguration.class, RegionProviderAutoConfiguration.class,
				KinesisAutoConfiguration.class, KinesisKclAutoConfiguration.class,
				KinesisDeadLetterAutoConfiguration.class, EmbeddedKinesisAutoConfiguration.class))
		.withUserConfiguration(Container.class);

	@ParameterizedTest
	@ValueSource(classes = { KinesisAsyncClient.class, DynamoDbAsyncClient.class, FirehoseAsyncClient.class,
			S3AsyncClient.class, SqsAsyncClient.class, StsClient.class })
	void everyClientIsLedToTheContainer(Class<? extends AwsClient> type) {
		this.contextRunner.run((context) -> {
			AwsServiceClientConfiguration client = context.getBean(type).serviceClientConfiguration();
			assertThat(client.endpointOverride()).hasValue(ENDPOINT);
			assertThat(client.region()).isEqualTo(Region.EU_NORTH_1);
			assertThat(client.credentialsProvider().resolveIdentity().join()).isInstanceOfSatisfying(
					AwsCredentials.class,
					(credentials) -> assertThat(credentials.accessKeyId()).isEqualTo("container-key"));
		});
	}

	@Test
	void endpointInsideTheJvmIsNotStartedBeside() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedKinesis.class));
	}

	@Test
	void tokenIsPassedOnIfThereIsOne() {
		LocalStackContainer container = mock();
		LocalStack.withToken(container, Map.of());
		verifyNoInteractions(container);
		LocalStack.withToken(container, Map.of(LocalStack.TOKEN, "token"));
		verify(container).withEnv("LOCALSTACK_AUTH_TOKEN", "token");
	}

	@Configuration(proxyBeanMethods = false)
	static class Container {

		/** Testcontainers makes none without a Docker engine. */
		@Bean
		@ServiceConnection
		LocalStackContainer localStack() {
			LocalStackContainer container = mock();
			given(container.getEndpoint()).willReturn(ENDPOINT);
			given(container.getRegion()).willReturn("eu-north-1");
			given(container.getAccessKey()).willReturn("container-key");
			given(container.getSecretKey()).willReturn("container-secret");
			return container;
		}

	}

}
