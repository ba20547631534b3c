package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.amazonaws.services.schemaregistry.common.configs.GlueSchemaRegistryConfiguration;
import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.convert.AvroMessageConverter;
import io.kinesisboot.convert.GlueMessageConverter;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerLoad;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.template.KinesisOperations;
import io.kinesisboot.template.KinesisTemplate;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(EventLoopsStayUp.class)
class KinesisAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegionProviderAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
						AwsAutoConfiguration.class, JacksonAutoConfiguration.class, KinesisAutoConfiguration.class))
		.withPropertyValues("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
				"spring.cloud.aws.credentials.secret-key=secret");

	@Test
	void clientProducerConverterAndTemplateAreThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(KinesisAsyncClient.class)
			.hasSingleBean(KinesisProducer.class)
			.hasSingleBean(KinesisTemplate.class)
			.hasBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME));
	}

	@Test
	void nothingIsThereWithoutTheSdkClient() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(KinesisAsyncClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(KinesisAutoConfiguration.class)
				.doesNotHaveBean(KinesisTemplate.class));
	}

	@Test
	void clientOfTheApplicationIsUsed() {
		KinesisAsyncClient client = KinesisAsyncClient.builder().region(Region.AP_EAST_1).build();
		this.contextRunner.withBean("own", KinesisAsyncClient.class, () -> client)
			.run((context) -> assertThat(context).getBean(KinesisAsyncClient.class).isSameAs(client));
	}

	@Test
	void producerOfTheApplicationIsUsedByTheTemplate() {
		List<String> streams = new ArrayList<>();
		this.contextRunner.withBean("own", KinesisProducer.class, () -> new NamingProducer(streams)).run((context) -> {
			assertThat(context).hasSingleBean(KinesisProducer.class);
			context.getBean(KinesisTemplate.class).sendAll("orders", List.of("a"), (payload) -> "key");
			assertThat(streams).containsExactly("orders");
		});
	}

	@Test
	void templateOfTheApplicationIsUsed() {
		this.contextRunner.withUserConfiguration(OwnTemplate.class)
			.run((context) -> assertThat(context).hasSingleBean(KinesisOperations.class)
				.getBean(KinesisOperations.class)
				.isSameAs(context.getBean("own")));
	}

	@Test
	void converterOfTheApplicationIsUsed() {
		SmartMessageConverter converter = KinesisMessageConverters.create();
		this.contextRunner
			.withBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME, SmartMessageConverter.class,
					() -> converter)
			.run((context) -> assertThat(context).hasSingleBean(SmartMessageConverter.class)
				.getBean(SmartMessageConverter.class)
				.isSameAs(converter));
	}

	@Test
	void convertersOfTheApplicationAreAskedFirst() {
		this.contextRunner.withBean("own", MessageConverter.class, UpperCaseConverter::new).run((context) -> {
			SmartMessageConverter converter = context.getBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME,
					SmartMessageConverter.class);
			Message<?> bytes = new GenericMessage<>("text".getBytes(StandardCharsets.UTF_8));
			assertThat(converter.fromMessage(bytes, String.class)).isEqualTo("TEXT");
			assertThat(converter.fromMessage(bytes, byte[].class)).isEqualTo(bytes.getPayload());
		});
	}

	@Test
	void avroIsReadWithTheSchemasOfTheApplication() throws IOException {
		Schema schema = SchemaBuilder.record("Reading").fields().requiredDouble("celsius").endRecord();
		SchemaStore.Cache schemas = new SchemaStore.Cache();
		schemas.addSchema(schema);
		GenericData.Record reading = new GenericRecordBuilder(schema).set("celsius", 21.5).build();
		ByteBuffer encoded = new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), schema).encode(reading);
		Message<?> message = new GenericMessage<>(Arrays.copyOf(encoded.array(), encoded.limit()));
		this.contextRunner.run((context) -> assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> context.getBean(SmartMessageConverter.class).fromMessage(message, GenericRecord.class)));
		this.contextRunner.withBean(SchemaStore.class, () -> schemas)
			.run((context) -> assertThat(
					context.getBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME, SmartMessageConverter.class)
						.fromMessage(message, GenericRecord.class))
				.isEqualTo(reading));
	}

	@Test
	void glueRegistryIsAskedThatTheApplicationDescribes() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(GlueMessageConverter.class));
		this.contextRunner
			.withBean(GlueSchemaRegistryConfiguration.class, () -> new GlueSchemaRegistryConfiguration("eu-west-1"))
			.run((context) -> assertThat(context
				.getBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME, CompositeMessageConverter.class)
				.getConverters()).contains(context.getBean(GlueMessageConverter.class)));
	}

	@Test
	void neitherAvroNorTheGlueRegistryIsNeeded() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.apache.avro", "com.amazonaws.services.schemaregistry"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AvroMessageConverter.class)
				.doesNotHaveBean(GlueMessageConverter.class));
	}

	@Test
	void otherConvertersOfTheApplicationAreNotTakenForOurs() {
		this.contextRunner.withBean("others", SmartMessageConverter.class, KinesisMessageConverters::create)
			.run((context) -> assertThat(context).hasSingleBean(KinesisTemplate.class)
				.hasBean(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME));
	}

	@Test
	void payloadsAreWrittenByTheApplicationsJsonMapper() {
		JsonMapper mapper = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		this.contextRunner.withBean(JsonMapper.class, () -> mapper).run((context) -> {
			Message<?> message = context.getBean(SmartMessageConverter.class)
				.toMessage(new Purchase("o1"), new MessageHeaders(null));
			assertThat(message).isNotNull();
			assertThat((byte[]) message.getPayload()).asString().isEqualTo("{\"order_id\":\"o1\"}");
		});
	}

	@Test
	void clientIsWhereSpringCloudAwsSays() {
		this.contextRunner.withPropertyValues("spring.cloud.aws.endpoint=http://localhost:1").run((context) -> {
			KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
			assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:1"));
			assertThat(region(client)).isEqualTo(Region.EU_WEST_1);
			assertThat(credentials(client).accessKeyId()).isEqualTo("key");
		});
	}

	@Test
	void endpointIsTheRegionsOwnIfNothingElseIsSaid() {
		this.contextRunner.run((context) -> assertThat(endpoint(context.getBean(KinesisAsyncClient.class))).isNull());
	}

	@Test
	void emptyEndpointCountsAsNone() {
		this.contextRunner.withPropertyValues("kinesis.client.endpoint=")
			.run((context) -> assertThat(endpoint(context.getBean(KinesisAsyncClient.class))).isNull());
	}

	@Test
	void clientPropertiesWinOverThoseOfSpringCloudAws() {
		this.contextRunner
			.withPropertyValues("spring.cloud.aws.endpoint=http://localhost:1",
					"kinesis.client.endpoint=http://localhost:2", "kinesis.client.region=ap-south-1")
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:2"));
				assertThat(region(client)).isEqualTo(Region.AP_SOUTH_1);
			});
	}

	@Test
	void connectionDetailsOfSpringCloudAwsWinOverProperties() {
		this.contextRunner
			.withPropertyValues("spring.cloud.aws.endpoint=http://localhost:1",
					"kinesis.client.endpoint=http://localhost:2", "kinesis.client.region=ap-south-1")
			.withBean(AwsConnectionDetails.class, AwsDetails::new)
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:3"));
				assertThat(region(client)).isEqualTo(Region.SA_EAST_1);
				assertThat(credentials(client).accessKeyId()).isEqualTo("aws-key");
			});
	}

	@Test
	void ownConnectionDetailsWinOverEverything() {
		this.contextRunner
			.withPropertyValues("spring.cloud.aws.endpoint=http://localhost:1",
					"kinesis.client.endpoint=http://localhost:2", "kinesis.client.region=ap-south-1")
			.withBean(AwsConnectionDetails.class, AwsDetails::new)
			.withBean(KinesisConnectionDetails.class,
					() -> new KinesisDetails(URI.create("http://localhost:4"), "us-west-2", "own-key", "own-secret"))
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:4"));
				assertThat(region(client)).isEqualTo(Region.US_WEST_2);
				assertThat(credentials(client).accessKeyId()).isEqualTo("own-key");
				assertThat(credentials(client).secretAccessKey()).isEqualTo("own-secret");
			});
	}

	@Test
	void whatOwnConnectionDetailsLeaveOutComesFromThoseOfSpringCloudAws() {
		this.contextRunner.withBean(AwsConnectionDetails.class, AwsDetails::new)
			.withBean(KinesisConnectionDetails.class, () -> new KinesisDetails(null, null, null, null))
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:3"));
				assertThat(region(client)).isEqualTo(Region.SA_EAST_1);
				assertThat(credentials(client).accessKeyId()).isEqualTo("aws-key");
			});
	}

	@Test
	void whatOwnConnectionDetailsLeaveOutComesFromProperties() {
		this.contextRunner.withPropertyValues("kinesis.client.endpoint=http://localhost:2")
			.withBean(KinesisConnectionDetails.class, () -> new KinesisDetails(null, null, null, null))
			.run((context) -> {
				KinesisAsyncClient client = context.getBean(KinesisAsyncClient.class);
				assertThat(endpoint(client)).isEqualTo(URI.create("http://localhost:2"));
				assertThat(region(client)).isEqualTo(Region.EU_WEST_1);
				assertThat(credentials(client).accessKeyId()).isEqualTo("key");
			});
	}

	@Test
	void otherAwsClientsDoNotGoWhereOwnConnectionDetailsSay() {
		this.contextRunner.withUserConfiguration(OtherAwsClient.class)
			.withBean(KinesisConnectionDetails.class,
					() -> new KinesisDetails(URI.create("http://localhost:4"), "us-west-2", "own-key", "own-secret"))
			.run((context) -> {
				assertThat(endpoint(context.getBean(KinesisAsyncClient.class))).isNotNull();
				DynamoDbClient other = context.getBean(DynamoDbClient.class);
				assertThat(other.serviceClientConfiguration().endpointOverride()).isEmpty();
				assertThat(other.serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
				assertThat(other.serviceClientConfiguration().credentialsProvider().resolveIdentity().join())
					.extracting("accessKeyId")
					.isEqualTo("key");
			});
	}

	@Test
	void customizersOfTheClientComeLastAndInOrder() {
		this.contextRunner.withUserConfiguration(Customizers.class).run((context) -> {
			ClientOverrideConfiguration configuration = context.getBean(KinesisAsyncClient.class)
				.serviceClientConfiguration()
				.overrideConfiguration();
			assertThat(configuration.apiCallTimeout()).hasValue(Duration.ofSeconds(3));
			assertThat(context.getBean(Customizers.class).order).containsExactly("all", "first", "second");
		});
	}

	private static @Nullable URI endpoint(KinesisAsyncClient client) {
		return client.serviceClientConfiguration().endpointOverride().orElse(null);
	}

	private static Region region(KinesisAsyncClient client) {
		return client.serviceClientConfiguration().region();
	}

	private static AwsCredentials credentials(KinesisAsyncClient client) {
		return (AwsCredentials) client.serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
	}

	record Purchase(String orderId) {
	}

	record KinesisDetails(@Nullable URI getEndpoint, @Nullable String getRegion, @Nullable String getAccessKey,
			@Nullable String getSecretKey) implements KinesisConnectionDetails {
	}

	static final class AwsDetails implements AwsConnectionDetails {

		@Override
		public URI getEndpoint() {
			return URI.create("http://localhost:3");
		}

		@Override
		public String getRegion() {
			return "sa-east-1";
		}

		@Override
		public String getAccessKey() {
			return "aws-key";
		}

		@Override
		public String getSecretKey() {
			return "aws-secret";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		KinesisTemplate own(KinesisProducer producer) {
			return new KinesisTemplate(producer, KinesisMessageConverters.create());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherAwsClient {

		@Bean
		DynamoDbClient dynamoDbClient(AwsClientBuilderConfigurer configurer) {
			return configurer.configure(DynamoDbClient.builder()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> order = new ArrayList<>();

		@Bean
		AwsAsyncClientCustomizer all() {
			return (builder) -> {
				this.order.add("all");
				builder.asyncConfiguration((async) -> {
				});
			};
		}

		@Bean
		@Order(2)
		KinesisAsyncClientCustomizer second() {
			return (builder) -> {
				this.order.add("second");
				builder.overrideConfiguration((configuration) -> configuration.apiCallTimeout(Duration.ofSeconds(3)));
			};
		}

		@Bean
		@Order(1)
		KinesisAsyncClientCustomizer first() {
			return (builder) -> {
				this.order.add("first");
				builder.overrideConfiguration((configuration) -> configuration.apiCallTimeout(Duration.ofSeconds(2)));
			};
		}

	}

	private record NamingProducer(List<String> streams) implements KinesisProducer {

		@Override
		public CompletableFuture<SendResult> send(UserRecord record) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<BatchResult> sendAll(List<UserRecord> records) {
			records.forEach((record) -> this.streams.add(record.stream()));
			return CompletableFuture.completedFuture(new BatchResult(List.of()));
		}

		@Override
		public Optional<CompletableFuture<SendResult>> trySend(UserRecord record) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<Void> room() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ProducerOptions options() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ProducerLoad load() {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<Void> flush() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
		}

		@Override
		public void close(Duration timeout) {
		}

	}

	/** Shouts. */
	static final class UpperCaseConverter extends StringMessageConverter {

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> targetClass,
				@Nullable Object conversionHint) {
			return super.convertFromInternal(message, targetClass, conversionHint).toString().toUpperCase(Locale.ROOT);
		}

	}

}
