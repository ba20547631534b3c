package io.kinesisboot.embedded;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.utils.AttributeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * SDK clients for an embedded endpoint, and what they are refused.
 */
final class SdkClients {

	private SdkClients() {
	}

	static KinesisAsyncClient kinesis(EmbeddedKinesis endpoint, Protocol protocol) {
		return configured(endpoint, KinesisAsyncClient.builder().httpClient(http(protocol))).build();
	}

	static KinesisAsyncClient kinesis(EmbeddedKinesis endpoint, Protocol protocol, boolean cbor) {
		String setting = SdkSystemSetting.CBOR_ENABLED.property();
		System.setProperty(setting, String.valueOf(cbor));
		try {
			return kinesis(endpoint, protocol);
		}
		finally {
			System.clearProperty(setting);
		}
	}

	static KinesisAsyncClient kinesisWithoutRetries(EmbeddedKinesis endpoint, Protocol protocol) {
		return configured(endpoint, KinesisAsyncClient.builder().httpClient(http(protocol)))
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
			.build();
	}

	static FirehoseAsyncClient firehose(EmbeddedKinesis endpoint) {
		return configured(endpoint, FirehoseAsyncClient.builder().httpClient(http(Protocol.HTTP1_1)))
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
			.build();
	}

	static CloudWatchAsyncClient cloudWatch(EmbeddedKinesis endpoint) {
		return configured(endpoint, CloudWatchAsyncClient.builder().httpClient(http(Protocol.HTTP1_1))).build();
	}

	static KinesisAsyncClient kinesis(URI address, Protocol protocol) {
		return KinesisAsyncClient.builder()
			.httpClient(trusting(protocol))
			.endpointOverride(address)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build();
	}

	private static SdkAsyncHttpClient trusting(Protocol protocol) {
		return NettyNioAsyncHttpClient.builder()
			.protocol(protocol)
			.buildWithDefaults(AttributeMap.builder()
				.put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, Boolean.TRUE)
				.build());
	}

	private static SdkAsyncHttpClient http(Protocol protocol) {
		return NettyNioAsyncHttpClient.builder().protocol(protocol).build();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configured(EmbeddedKinesis endpoint, B builder) {
		URI address = endpoint.endpoint();
		return builder.endpointOverride(address)
			.region(Region.of(endpoint.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(endpoint.accessKeyId(), endpoint.secretAccessKey())));
	}

	/**
	 * Expects that a call is refused as the service would.
	 * @param call the call
	 * @param type what it is to be refused with
	 * @param message the whole message
	 */
	static void assertRefusal(CompletableFuture<?> call, Class<? extends AwsServiceException> type, String message) {
		assertThatThrownBy(call::join).cause().isInstanceOfSatisfying(type, (refusal) -> {
			assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
			assertThat(refusal.statusCode()).isEqualTo(400);
			assertThat(refusal.requestId()).isNotBlank();
		});
	}

}
