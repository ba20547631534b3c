package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.deadletter.redrive.DeadLetterSources;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.observation.MicrometerDeadLetters;
import io.kinesisboot.producer.KinesisProducer;
import io.micrometer.core.instrument.MeterRegistry;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the destinations of dead letters, and of their way back: Kinesis,
 * and those services whose client is on the class path; of retry streams as well. Nothing
 * is made before somebody asks for it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisAutoConfiguration.class,
		afterName = { "io.awspring.cloud.autoconfigure.sqs.SqsAutoConfiguration",
				"io.awspring.cloud.autoconfigure.s3.S3CrtAsyncClientAutoConfiguration" })
@ConditionalOnBean(KinesisClientBuilders.class)
@EnableConfigurationProperties(KinesisDeadLetterProperties.class)
public final class KinesisDeadLetterAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DeadLetterDestinations kinesisBootDeadLetterDestinations(KinesisDeadLetterProperties properties,
			ObjectProvider<KinesisAsyncClient> kinesis, ObjectProvider<KinesisProducer> producer,
			ObjectProvider<Service> services, ObjectProvider<Metering> metering) {
		DeadLetterDestinations.Builder builder = DeadLetterDestinations.builder(Clock.systemUTC())
			.timeout(properties.timeout())
			.kinesis(kinesis::getObject, producer::getObject);
		services.forEach((service) -> service.accept(builder));
		String overflow = properties.overflow();
		DeadLetterDestinations built = ((overflow != null) ? builder.overflow(Destination.of(overflow)) : builder)
			.build();
		return metering.getIfAvailable(() -> (destinations) -> destinations).apply(built);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	RetryStreams kinesisBootRetryStreams(KinesisDeadLetterProperties properties,
			ObjectProvider<KinesisProducer> producer) {
		return new RetryStreams(producer::getObject, Clock.systemUTC(), properties.timeout());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	Redrive kinesisBootRedrive(KinesisDeadLetterProperties properties, ObjectProvider<KinesisAsyncClient> kinesis,
			KinesisProducer producer, ObjectProvider<SourceService> services) {
		DeadLetterSources.Builder builder = DeadLetterSources.builder(Clock.systemUTC())
			.timeout(properties.timeout())
			.kinesis(kinesis::getObject);
		services.forEach((service) -> service.accept(builder));
		return new Redrive(producer, Clock.systemUTC(), builder.build());
	}

	/**
	 * Has the dead letters counted.
	 */
	@FunctionalInterface
	interface Metering extends UnaryOperator<DeadLetterDestinations> {

	}

	/**
	 * Adds a service to the destinations.
	 */
	@FunctionalInterface
	interface Service extends Consumer<DeadLetterDestinations.Builder> {

	}

	/**
	 * Adds a service to what dead letters are read from again.
	 */
	@FunctionalInterface
	interface SourceService extends Consumer<DeadLetterSources.Builder> {

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Meters {

		@Bean
		Metering kinesisBootDeadLetterMeters(ObjectProvider<MeterRegistry> registry) {
			return (destinations) -> {
				MeterRegistry found = registry.getIfUnique();
				return (found != null) ? new MicrometerDeadLetters(destinations, found) : destinations;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SqsAsyncClient.class)
	static class Sqs {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		SqsAsyncClient kinesisBootSqsAsyncClient(AwsClientBuilderConfigurer configurer,
				ObjectProvider<AwsConnectionDetails> details) {
			return configurer.configure(SqsAsyncClient.builder(), null, details.getIfAvailable()).build();
		}

		@Bean
		Service kinesisBootSqsDeadLetters(ObjectProvider<SqsAsyncClient> client) {
			return (builder) -> builder.sqs(client::getObject);
		}

		@Bean
		SourceService kinesisBootSqsRedrive(ObjectProvider<SqsAsyncClient> client) {
			return (builder) -> builder.sqs(client::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(S3AsyncClient.class)
	static class S3 {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		S3AsyncClient kinesisBootS3AsyncClient(AwsClientBuilderConfigurer configurer,
				ObjectProvider<AwsConnectionDetails> details) {
			return configurer.configure(S3AsyncClient.builder(), null, details.getIfAvailable()).build();
		}

		@Bean
		Service kinesisBootS3DeadLetters(ObjectProvider<S3AsyncClient> client) {
			return (builder) -> builder.s3(client::getObject);
		}

		@Bean
		SourceService kinesisBootS3Redrive(ObjectProvider<S3AsyncClient> client) {
			return (builder) -> builder.s3(client::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(FirehoseAsyncClient.class)
	static class Firehose {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		FirehoseAsyncClient kinesisBootFirehoseAsyncClient(AwsClientBuilderConfigurer configurer,
				ObjectProvider<AwsConnectionDetails> details) {
			return configurer.configure(FirehoseAsyncClient.builder(), null, details.getIfAvailable()).build();
		}

		@Bean
		Service kinesisBootFirehoseDeadLetters(ObjectProvider<FirehoseAsyncClient> client) {
			return (builder) -> builder.firehose(client::getObject);
		}

	}

}
