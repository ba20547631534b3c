package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.schemaregistry.common.configs.GlueSchemaRegistryConfiguration;
import com.amazonaws.services.schemaregistry.deserializers.GlueSchemaRegistryDeserializerImpl;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistrySerializerImpl;
import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.awspring.cloud.autoconfigure.core.AwsProperties;
import io.kinesisboot.autoconfigure.stream.KinesisStreamInitializer;
import io.kinesisboot.convert.AvroMessageConverter;
import io.kinesisboot.convert.GlueMessageConverter;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.guard.Guards;
import io.kinesisboot.observation.KinesisProducerObservationConvention;
import io.kinesisboot.observation.MicrometerProducerMetrics;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerMetrics;
import io.kinesisboot.stream.plan.StreamProvisioner;
import io.kinesisboot.template.KinesisOperations;
import io.kinesisboot.template.KinesisTemplate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.apache.avro.message.SchemaStore;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.Http2Configuration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of the Kinesis client, the producer and the template. Bean names
 * differ from those of Spring Cloud AWS, whose client is used if it is there.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { AwsAutoConfiguration.class, JacksonAutoConfiguration.class },
		afterName = "io.awspring.cloud.autoconfigure.kinesis.KinesisAutoConfiguration")
@ConditionalOnClass({ KinesisAsyncClient.class, KinesisTemplate.class, SmartMessageConverter.class })
@EnableConfigurationProperties({ KinesisProperties.class, KinesisClientProperties.class,
		KinesisProducerProperties.class })
@Import(KinesisProducerRegistrar.class)
public final class KinesisAutoConfiguration {

	/**
	 * The name of the converter's bean, which makes payloads of bytes and bytes of
	 * payloads.
	 */
	public static final String MESSAGE_CONVERTER_BEAN_NAME = "kinesisMessageConverter";

	private static final int HTTP2_WINDOW_BYTES = 512 * 1024;

	private static final Duration HTTP2_PING_INTERVAL = Duration.ofMinutes(1);

	@Bean
	@ConditionalOnMissingBean
	KinesisClientBuilders kinesisBootClientBuilders(AwsClientBuilderConfigurer configurer,
			ObjectProvider<AwsProperties> awsProperties,
			ObjectProvider<KinesisConnectionDetails> kinesisConnectionDetails,
			ObjectProvider<AwsConnectionDetails> awsConnectionDetails,
			ObjectProvider<AwsAsyncClientCustomizer> customizers) {
		return new KinesisClientBuilders(configurer, awsProperties, kinesisConnectionDetails, awsConnectionDetails,
				customizers);
	}

	@Bean
	@ConditionalOnMissingBean
	KinesisAsyncClient kinesisBootAsyncClient(KinesisClientBuilders builders, KinesisClientProperties properties,
			ObjectProvider<KinesisAsyncClientCustomizer> customizers) {
		// What KCL asks of its client: it reads all shards at once over HTTP/2
		NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder()
			.maxConcurrency(Integer.MAX_VALUE)
			.protocol(Protocol.HTTP2)
			.http2Configuration(Http2Configuration.builder()
				.initialWindowSize(HTTP2_WINDOW_BYTES)
				.healthCheckPingPeriod(HTTP2_PING_INTERVAL)
				.build());
		return builders
			.configure(KinesisAsyncClient.builder().httpClientBuilder(http), "kinesis.client", properties, customizers)
			.build();
	}

	@Bean
	@ConditionalOnMissingBean
	KinesisStreamInitializer kinesisBootStreamInitializer(KinesisAsyncClient client, KinesisProperties properties) {
		return new KinesisStreamInitializer(new StreamProvisioner(client, Clock.systemUTC()), properties.streams());
	}

	/**
	 * Asks the application's converters first, but for those that are made of others,
	 * which other parts of it bring for purposes of their own.
	 */
	@Bean(MESSAGE_CONVERTER_BEAN_NAME)
	@ConditionalOnMissingBean(name = MESSAGE_CONVERTER_BEAN_NAME)
	SmartMessageConverter kinesisMessageConverter(ObjectProvider<JsonMapper> mapper,
			ObjectProvider<List<MessageConverter>> converters) {
		return KinesisMessageConverters.create(jsonMapper(mapper),
				converters.getIfAvailable(List::of)
					.stream()
					.filter((each) -> !(each instanceof CompositeMessageConverter))
					.toList());
	}

	private static JsonMapper jsonMapper(ObjectProvider<JsonMapper> mapper) {
		return mapper.getIfAvailable(() -> JsonMapper.builder().findAndAddModules().build());
	}

	@Bean
	KinesisProducerFactory kinesisBootProducerFactory(KinesisAsyncClient client,
			ObjectProvider<KinesisProducerFactory.NamedMetrics> metrics,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<KinesisProducerObservationConvention> convention, ObjectProvider<Guards> guards) {
		return new KinesisProducerFactory(client, metrics, observations, convention, guards);
	}

	@Bean
	@ConditionalOnMissingBean
	KinesisProducer kinesisBootProducer(KinesisProducerFactory factory, KinesisProducerProperties properties,
			KinesisStreamInitializer streams) {
		return factory.create("default", "kinesis.producer", properties);
	}

	@Bean(KinesisProducerRegistrar.PRODUCERS_BEAN_NAME)
	KinesisProducers kinesisBootProducers(KinesisProperties properties, Environment environment,
			KinesisProducerFactory factory, @Qualifier(MESSAGE_CONVERTER_BEAN_NAME) SmartMessageConverter converter,
			ObjectProvider<Validator> validator, KinesisStreamInitializer streams) {
		return new KinesisProducers(properties, environment, factory, converter, validator.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean(KinesisOperations.class)
	KinesisTemplate kinesisBootTemplate(KinesisProducer producer, KinesisProducers producers,
			@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) SmartMessageConverter converter) {
		return new KinesisTemplate((stream) -> producers.ofStream(stream, producer), converter);
	}

	/**
	 * Reads Avro that was written with schemas which a bean knows.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SchemaStore.class)
	static class Avro {

		@Bean
		@Lazy
		@ConditionalOnBean(SchemaStore.class)
		@ConditionalOnMissingBean
		AvroMessageConverter kinesisBootAvroMessageConverter(SchemaStore schemas) {
			return new AvroMessageConverter(schemas);
		}

	}

	/**
	 * Asks the Glue schema registry that a bean describes.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ GlueSchemaRegistrySerializerImpl.class, GlueSchemaRegistryConfiguration.class })
	static class Glue {

		@Bean
		@Lazy
		@ConditionalOnBean(GlueSchemaRegistryConfiguration.class)
		@ConditionalOnMissingBean
		GlueMessageConverter kinesisBootGlueMessageConverter(GlueSchemaRegistryConfiguration registry,
				AwsCredentialsProvider credentials, ObjectProvider<JsonMapper> mapper) {
			return new GlueMessageConverter(new GlueSchemaRegistrySerializerImpl(credentials, registry),
					new GlueSchemaRegistryDeserializerImpl(credentials, registry), jsonMapper(mapper), Map.of());
		}

	}

	/**
	 * Meters of the producers, if the application has Micrometer.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Meters {

		@Bean
		KinesisProducerFactory.NamedMetrics kinesisBootProducerMetrics(ObjectProvider<MeterRegistry> registry) {
			return (producer) -> {
				MeterRegistry found = registry.getIfUnique();
				return (found != null) ? new MicrometerProducerMetrics(found, producer) : ProducerMetrics.NONE;
			};
		}

	}

}
