package io.kinesisboot.flink;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;

/**
 * Where the service is and who asks. What is null is found as the AWS SDK finds it: in
 * the environment, the profile or the role of the machine. Immutable.
 *
 * @param region the region's id, or null
 * @param endpoint what stands in for the region's own endpoint, or null
 * @param accessKeyId an access key id, or null; with a secret access key
 * @param secretAccessKey a secret access key, or null
 * @param sessionToken a session token, or null
 * @since 0.1.0
 */
public record KinesisClientOptions(@Nullable String region, @Nullable URI endpoint, @Nullable String accessKeyId,
		@Nullable String secretAccessKey, @Nullable String sessionToken) implements KinesisClientFactory {

	/** One open subscription a shard, on connections that carry many. */
	private static final int MAX_CONCURRENCY = 10_000;

	public KinesisClientOptions {
		if ((accessKeyId == null) != (secretAccessKey == null)) {
			throw new IllegalArgumentException(
					"'accessKeyId' and 'secretAccessKey' must be given both or neither, but only one was");
		}
		if (sessionToken != null && accessKeyId == null) {
			throw new IllegalArgumentException("'sessionToken' needs 'accessKeyId', which was not given");
		}
	}

	/**
	 * Leaves everything to the AWS SDK.
	 * @return such options
	 */
	public static KinesisClientOptions defaults() {
		return new KinesisClientOptions(null, null, null, null, null);
	}

	/**
	 * Names an endpoint with credentials of its own, such as an embedded one.
	 * @param endpoint where it is
	 * @param region the region's id
	 * @param accessKeyId an access key id
	 * @param secretAccessKey a secret access key
	 * @return such options
	 */
	public static KinesisClientOptions of(URI endpoint, String region, String accessKeyId, String secretAccessKey) {
		return new KinesisClientOptions(region, endpoint, accessKeyId, secretAccessKey, null);
	}

	@Override
	public KinesisAsyncClient create() {
		KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
			.endpointOverride(this.endpoint)
			.httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(MAX_CONCURRENCY));
		if (this.region != null) {
			builder.region(Region.of(this.region));
		}
		AwsCredentials credentials = credentials();
		if (credentials != null) {
			builder.credentialsProvider(StaticCredentialsProvider.create(credentials));
		}
		return builder.build();
	}

	private @Nullable AwsCredentials credentials() {
		if (this.accessKeyId == null || this.secretAccessKey == null) {
			return null;
		}
		return (this.sessionToken != null)
				? AwsSessionCredentials.create(this.accessKeyId, this.secretAccessKey, this.sessionToken)
				: AwsBasicCredentials.create(this.accessKeyId, this.secretAccessKey);
	}

	/**
	 * Where the service is; who asks is nobody's business.
	 * @return region and endpoint
	 */
	@Override
	public String toString() {
		return "region " + this.region + ", endpoint " + this.endpoint;
	}

}
