package io.kinesisboot.embedded;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manual's code, which a reader will copy: {@code src/docs/embedded.md}, from Java.
 */
class ManualTests {

	@Test
	void clientOfTheEndpoint() {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().stream("orders", 4).build().start();
				KinesisAsyncClient client = KinesisAsyncClient.builder()
					.endpointOverride(kinesis.endpoint())
					.region(Region.of(kinesis.region()))
					.credentialsProvider(StaticCredentialsProvider
						.create(AwsBasicCredentials.create(kinesis.accessKeyId(), kinesis.secretAccessKey())))
					.build()) {
			assertThat(client.listShards((request) -> request.streamName("orders")).join().shards()).hasSize(4);
		}
	}

}
