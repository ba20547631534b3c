package io.kinesisboot.autoconfigure.embedded;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.autoconfigure.EventLoopsStayUp;
import io.kinesisboot.autoconfigure.KinesisAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisConnectionDetails;
import io.kinesisboot.autoconfigure.KinesisKclAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.template.KinesisTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith({ OutputCaptureExtension.class, EventLoopsStayUp.class })
class EmbeddedKinesisAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RegionProviderAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
					AwsAutoConfiguration.class, KinesisAutoConfiguration.class, KinesisKclAutoConfiguration.class,
					KinesisListenerAutoConfiguration.class, EmbeddedKinesisAutoConfiguration.class));

	/** Where a test is to end without an endpoint, a region must come from somewhere. */
	private final ApplicationContextRunner awsRunner = this.contextRunner.withBean(AwsRegionProvider.class,
			() -> () -> Region.EU_WEST_1);

	@Test
	void endpointStartsIfNothingSaysWhereAwsIs(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			URI endpoint = context.getBean(EmbeddedKinesis.class).endpoint();
			assertThat(context.getBean(KinesisAsyncClient.class).serviceClientConfiguration().endpointOverride())
				.hasValue(endpoint);
			assertThat(context.getBean(DynamoDbAsyncClient.class).serviceClientConfiguration().endpointOverride())
				.hasValue(endpoint);
			assertThat(output).containsOnlyOnce("Kinesis runs inside this JVM, at " + endpoint)
				.contains("kinesis.embedded.enabled=false");
		});
	}

	@Test
	void templateSendsToTheEndpoint() {
		this.contextRunner.withPropertyValues("kinesis.streams.orders.shards=2").run((context) -> {
			assertThat(context.getBean(KinesisTemplate.class).send("orders", "key", "payload").shardId())
				.startsWith("shardId-");
			assertThat(context.getBean(KinesisAsyncClient.class)
				.listShards((request) -> request.streamName("orders"))
				.join()
				.shards()).hasSize(2);
		});
	}

	@Test
	void endpointIsAsTheSettingsSay() {
		this.contextRunner
			.withPropertyValues("kinesis.embedded.streams=orders,payments:4", "kinesis.embedded.region=eu-west-1",
					"kinesis.embedded.account-id=123456789012", "kinesis.embedded.tls-port=0",
					"kinesis.embedded.fault-seed=7", "kinesis.embedded.transition-time=1h")
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(client.listShards((request) -> request.streamName("payments")).join().shards()).hasSize(4);
				assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
				client.deleteStream((request) -> request.streamName("orders")).join();
				assertThat(client.describeStreamSummary((request) -> request.streamName("orders"))
					.join()
					.streamDescriptionSummary()
					.streamStatus()).isEqualTo(StreamStatus.DELETING);
				KinesisEndpoint endpoint = context.getBean(KinesisEndpoint.class);
				assertThat(endpoint.accountId()).isEqualTo("123456789012");
				assertThat(endpoint.tlsPort()).isNotEqualTo(endpoint.port());
				assertThat(endpoint.faults().seed()).isEqualTo(7);
			});
	}

	@Test
	void limitsAreEnforcedIfTheSettingsSaySo() {
		List<PutRecordsRequestEntry> records = Collections.nCopies(500,
				PutRecordsRequestEntry.builder().partitionKey("key").data(SdkBytes.fromUtf8String("payload")).build());
		this.contextRunner.withPropertyValues("kinesis.embedded.streams=orders", "kinesis.embedded.enforce-limits=true")
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(IntStream.range(0, 10)
					.map((call) -> client.putRecords((request) -> request.streamName("orders").records(records))
						.join()
						.failedRecordCount())
					.sum()).isPositive();
			});
	}

	@Test
	void streamsMayHaveAnyNameThatTheServiceAllows() {
		this.contextRunner.withPropertyValues("kinesis.streams[Web.Orders_v2].shards=1")
			.run((context) -> assertThat(context.getBean(KinesisAsyncClient.class).listStreams().join().streamNames())
				.containsExactly("Web.Orders_v2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis.client.endpoint=http://localhost:1", "kinesis.client.region=eu-west-1",
			"kinesis.dynamodb.endpoint=http://localhost:1", "kinesis.dynamodb.region=eu-west-1",
			"spring.cloud.aws.endpoint=http://localhost:1", "spring.cloud.aws.region.static=eu-west-1",
			"spring.cloud.aws.region.profile.name=dev", "spring.cloud.aws.region.instance-profile=true",
			"spring.cloud.aws.credentials.access-key=key", "spring.cloud.aws.credentials.profile.name=dev",
			"spring.cloud.aws.credentials.instance-profile=true",
			"spring.cloud.aws.credentials.sts.role-arn=arn:aws:iam::123456789012:role/orders",
			"spring.cloud.aws.credentials.sts.web-identity-token-file=/tmp/token", "kinesis.embedded.enabled=false" })
	void endpointDoesNotStartIfASettingSaysSo(String setting) {
		this.awsRunner.withPropertyValues(setting).run(hasNoEndpoint());
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis.client.endpoint=", "spring.cloud.aws.region.static=",
			"spring.cloud.aws.region.instance-profile=false", "spring.cloud.aws.credentials.instance-profile=false" })
	void settingThatSaysNothingDoesNotKeepTheEndpointFromStarting(String setting) {
		this.contextRunner.withPropertyValues(setting)
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedKinesis.class));
	}

	@Test
	void environmentOfTheMachineDoesNotKeepTheEndpointFromStarting() {
		this.contextRunner.withSystemProperties("aws.region=eu-west-1", "aws.accessKeyId=key")
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedKinesis.class));
	}

	@Test
	void endpointDoesNotStartIfConnectionDetailsSayWhereKinesisIs() {
		this.awsRunner.withBean(KinesisConnectionDetails.class, Elsewhere::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EmbeddedKinesis.class)
				.hasSingleBean(KinesisConnectionDetails.class));
	}

	@Test
	void endpointDoesNotStartIfConnectionDetailsSayWhereAwsIs() {
		this.awsRunner.withBean(AwsConnectionDetails.class, () -> new AwsConnectionDetails() {
		}).run(hasNoEndpoint());
	}

	@Test
	void nothingIsThereWithoutTheLibrary() {
		this.awsRunner.withClassLoader(new FilteredClassLoader(EmbeddedKinesis.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EmbeddedKinesisAutoConfiguration.class)
				.doesNotHaveBean(EmbeddedKinesisProperties.class)
				.doesNotHaveBean(KinesisConnectionDetails.class)
				.hasSingleBean(KinesisTemplate.class));
	}

	@Test
	void endpointStartsBesideASettingIfItIsEnabled() {
		this.contextRunner
			.withPropertyValues("kinesis.embedded.enabled=true", "spring.cloud.aws.region.static=eu-west-1",
					"spring.cloud.aws.endpoint=http://localhost:1")
			.run((context) -> assertThat(
					context.getBean(KinesisAsyncClient.class).serviceClientConfiguration().endpointOverride())
				.hasValue(context.getBean(EmbeddedKinesis.class).endpoint()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis.client.endpoint", "kinesis.dynamodb.endpoint" })
	void endpointThatIsEnabledContradictsAnother(String setting) {
		this.contextRunner.withPropertyValues("kinesis.embedded.enabled=true", setting + "=http://localhost:1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("kinesis.embedded.enabled");
					assertThat(ex.getReason()).contains("'" + setting + "'", "'http://localhost:1'");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis.client.endpoint", "kinesis.dynamodb.endpoint" })
	void settingOfAStrongerSourceWins(String setting) {
		this.contextRunner.withSystemProperties("kinesis.embedded.enabled=true")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("weaker", Map.of(setting, "http://localhost:1"))))
			.run((context) -> {
				URI endpoint = context.getBean(EmbeddedKinesis.class).endpoint();
				assertThat(context.getBean(KinesisAsyncClient.class).serviceClientConfiguration().endpointOverride())
					.hasValue(endpoint);
				assertThat(context.getBean(DynamoDbAsyncClient.class).serviceClientConfiguration().endpointOverride())
					.hasValue(endpoint);
			});
		this.contextRunner.withSystemProperties(setting + "=http://localhost:1")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("weaker", Map.of("kinesis.embedded.enabled", "true"))))
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void endpointOfTheApplicationIsUsedAndStarted() {
		EmbeddedKinesis own = EmbeddedKinesis.builder().stream("orders", 3).build();
		this.contextRunner.withBean("own", EmbeddedKinesis.class, () -> own).run((context) -> {
			assertThat(context).getBean(EmbeddedKinesis.class).isSameAs(own);
			assertThat(context.getBean(KinesisTemplate.class).send("orders", "key", "payload").shardId())
				.startsWith("shardId-");
		});
	}

	@Test
	void endpointListensBeforeItIsInjected() {
		this.contextRunner.withBean(EarlyBird.class)
			.run((context) -> assertThat(context.getBean(EarlyBird.class).port).isPositive());
	}

	@Test
	void twoContextsHaveTwoEndpoints() {
		this.contextRunner
			.run((first) -> this.contextRunner.run((second) -> assertThat(first.getBean(EmbeddedKinesis.class).port())
				.isNotEqualTo(second.getBean(EmbeddedKinesis.class).port())));
	}

	@Test
	void endpointClosesWithTheContext() {
		this.contextRunner.run((context) -> {
			EmbeddedKinesis endpoint = context.getBean(EmbeddedKinesis.class);
			InetSocketAddress address = new InetSocketAddress("127.0.0.1", endpoint.port());
			context.close();
			try (Socket socket = new Socket()) {
				assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> socket.connect(address));
			}
		});
	}

	private static ContextConsumer<AssertableApplicationContext> hasNoEndpoint() {
		return (context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(EmbeddedKinesis.class)
			.doesNotHaveBean(KinesisConnectionDetails.class);
	}

	private static final class EarlyBird {

		final int port;

		EarlyBird(KinesisEndpoint endpoint) {
			this.port = endpoint.port();
		}

	}

	private static final class Elsewhere implements KinesisConnectionDetails {

		@Override
		public URI getEndpoint() {
			return URI.create("http://localhost:1");
		}

		@Override
		public String getRegion() {
			return "eu-west-1";
		}

		@Override
		public String getAccessKey() {
			return "key";
		}

		@Override
		public String getSecretKey() {
			return "secret";
		}

	}

}
