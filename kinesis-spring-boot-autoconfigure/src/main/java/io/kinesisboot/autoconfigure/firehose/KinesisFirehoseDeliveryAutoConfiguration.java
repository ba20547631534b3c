package io.kinesisboot.autoconfigure.firehose;

import java.util.function.Consumer;

import io.kinesisboot.autoconfigure.KinesisDeadLetterAutoConfiguration;
import io.kinesisboot.autoconfigure.iam.IamPolicyContributor;
import io.kinesisboot.firehose.delivery.DeliveryOptions;
import io.kinesisboot.firehose.delivery.FirehoseOperations;
import io.kinesisboot.firehose.delivery.FirehoseTemplate;
import io.kinesisboot.observation.MicrometerProducerMetrics;
import io.kinesisboot.producer.KinesisProducer;
import io.micrometer.core.instrument.MeterRegistry;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the template that sends to delivery streams, and of the producers
 * that {@code kinesis.firehose.producers} names. Nothing is made before somebody asks for
 * it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisDeadLetterAutoConfiguration.class)
@ConditionalOnClass({ FirehoseAsyncClient.class, FirehoseTemplate.class })
@ConditionalOnBean(FirehoseAsyncClient.class)
@EnableConfigurationProperties(KinesisFirehoseProperties.class)
@Import(FirehoseProducerRegistrar.class)
public final class KinesisFirehoseDeliveryAutoConfiguration {

	@Bean
	FirehoseTemplateFactory kinesisBootFirehoseTemplateFactory(ObjectProvider<FirehoseAsyncClient> client,
			ObjectProvider<JsonMapper> mapper, ObjectProvider<NamedMetrics> metrics) {
		return (name, options) -> {
			FirehoseTemplate.Builder builder = FirehoseTemplate.builder(client.getObject())
				.options(options)
				.mapper(mapper.getIfAvailable(JsonMapper::shared));
			metrics.ifAvailable((found) -> builder.producer(found.of(name)));
			return builder.build();
		};
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(FirehoseOperations.class)
	FirehoseTemplate kinesisBootFirehoseTemplate(FirehoseTemplateFactory factory,
			ObjectProvider<DeliveryOptions> options) {
		return factory.create("firehose", options.getIfAvailable(DeliveryOptions::defaults));
	}

	@Bean(FirehoseProducerRegistrar.PRODUCERS_BEAN_NAME)
	@Lazy
	FirehoseProducers kinesisBootFirehoseProducers(KinesisFirehoseProperties properties,
			FirehoseTemplateFactory factory) {
		return new FirehoseProducers(properties, factory);
	}

	@Bean
	IamPolicyContributor kinesisBootFirehosePermissions(KinesisFirehoseProperties properties) {
		return (permissions) -> properties.producers()
			.values()
			.forEach((producer) -> permissions.allowOf("firehose", "deliverystream/" + producer.stream(),
					"PutRecordBatch"));
	}

	/**
	 * Makes templates with what the application has to see them.
	 */
	@FunctionalInterface
	interface FirehoseTemplateFactory {

		FirehoseTemplate create(String name, DeliveryOptions options);

	}

	/**
	 * Adds meters to a producer.
	 */
	@FunctionalInterface
	interface NamedMetrics {

		Consumer<KinesisProducer.Builder> of(String name);

	}

	/**
	 * Meters, if the application has Micrometer.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Meters {

		@Bean
		NamedMetrics kinesisBootFirehoseMetrics(ObjectProvider<MeterRegistry> registry) {
			return (name) -> (producer) -> registry
				.ifUnique((found) -> producer.metrics(new MicrometerProducerMetrics(found, name)));
		}

	}

}
